#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_integer.h"
#include "../internal/s8_reduce.h"

/// Rows whose sums of int8 fit int16.
enum { ROWS_OF_WORDS = 255 };

/// Adds 16 columns up, in int16 as long as they fit: the lower and the upper eight sums.
QK_AVX2_INLINE void sum_columns(const int8_t *first, size_t size, size_t stride, __m256i *lower, __m256i *upper) {
    for (size_t begin = 0; begin < size; begin += ROWS_OF_WORDS) {
        size_t end = qk_smaller(begin + ROWS_OF_WORDS, size);
        __m256i words = _mm256_setzero_si256();
        for (size_t r = begin; r < end; r++) {
            __m128i bytes = _mm_loadu_si128((const __m128i *)(first + r * stride));
            words = _mm256_add_epi16(words, _mm256_cvtepi8_epi16(bytes));
        }
        *lower = _mm256_add_epi32(*lower, _mm256_cvtepi16_epi32(_mm256_castsi256_si128(words)));
        *upper = _mm256_add_epi32(*upper, _mm256_cvtepi16_epi32(_mm256_extracti128_si256(words, 1)));
    }
}

/// The sums of 32 columns.
QK_AVX2_INLINE void sum_block(const qk_s8_reduce *p, size_t column, const int8_t *first, __m256i *sums) {
    for (size_t i = 0; i < 4; i++) {
        sums[i] = _mm256_set1_epi32(p->offset * (int32_t)p->size);
        for (size_t part = 0; part < p->parts; part++) {
            const int32_t *source = p->sums_of_parts + part * qk_s8_sums(p->inner) + column + 8 * i;
            sums[i] = _mm256_add_epi32(sums[i], _mm256_loadu_si256((const __m256i *)source));
        }
    }
    sum_columns(first, p->size, p->inner, &sums[0], &sums[1]);
    sum_columns(first + 16, p->size, p->inner, &sums[2], &sums[3]);
}

/// 32 sums, rounded.
QK_AVX2_INLINE __m256i round_block(const qk_s8_reduce *p, const qk_s8_output_avx2 *rule, __m256i *sums) {
    __m256 factor = _mm256_set1_ps(p->multiplier);
    __m256 bias = _mm256_set1_ps(p->bias);
    for (size_t i = 0; i < 4; i++) {
        __m256 scaled = _mm256_add_ps(_mm256_mul_ps(_mm256_cvtepi32_ps(sums[i]), factor), bias);
        sums[i] = _mm256_cvtps_epi32(_mm256_min_ps(scaled, rule->greatest));
    }
    return qk_pack_sums(rule, sums[0], sums[1], sums[2], sums[3]);
}

QK_AVX2_INLINE __m256i extreme_block(const qk_s8_reduce *p, const int8_t *first, size_t stride) {
    __m256i result = _mm256_loadu_si256((const __m256i *)first);
    for (size_t r = 1; r < p->size; r++) {
        __m256i next = _mm256_loadu_si256((const __m256i *)(first + r * stride));
        result = p->function == QK_REDUCE_MAX ? _mm256_max_epi8(result, next) : _mm256_min_epi8(result, next);
    }
    return result;
}

/// The sum of one dense row: with the top bit turned over, bytes add up without signs.
QK_AVX2_INLINE int32_t sum_row(const int8_t *row, size_t size) {
    __m256i flip = _mm256_set1_epi8(-128);
    __m256i sums = _mm256_setzero_si256();
    size_t i = 0;
    for (; i + 32 <= size; i += 32) {
        __m256i bytes = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)(row + i)), flip);
        sums = _mm256_add_epi64(sums, _mm256_sad_epu8(bytes, _mm256_setzero_si256()));
    }
    int64_t parts[4];
    _mm256_storeu_si256((__m256i *)parts, sums);
    int32_t sum = (int32_t)(parts[0] + parts[1] + parts[2] + parts[3] - 128 * (int64_t)i);
    for (; i < size; i++) sum += row[i];
    return sum;
}

QK_AVX2 static void sum_rows(const qk_s8_reduce *p, qk_range outer) {
    for (size_t o = outer.begin; o < outer.end; o++) {
        int32_t sum = sum_row(p->input + o * p->size, p->size) + p->offset * (int32_t)p->size;
        p->output[o] = qk_round_sum_s8(p, sum);
    }
}

QK_AVX2 void qk_s8_reduce_avx2(const qk_s8_reduce *arguments, qk_range outer, qk_range inner) {
    const qk_s8_reduce *p = arguments;
    qk_check_reduction(p, outer, inner);
    int is_sum = p->function == QK_REDUCE_SUM;
    if (is_sum && p->inner == 1 && inner.begin < inner.end) {
        sum_rows(p, outer);
        return;
    }
    qk_s8_output_avx2 rule = qk_spread_output(qk_rule_of_sum(p));
    size_t blocks = (inner.end - inner.begin) / 32;
    for (size_t o = outer.begin; o < outer.end; o++) {
        for (size_t block = 0; block < blocks; block++) {
            size_t i = inner.begin + block * 32;
            const int8_t *first = p->input + o * p->size * p->inner + i;
            __m256i *target = (__m256i *)(p->output + o * p->inner + i);
            if (!is_sum) {
                _mm256_storeu_si256(target, extreme_block(p, first, p->inner));
                continue;
            }
            __m256i sums[4];
            sum_block(p, i, first, sums);
            if (p->sums == NULL) {
                _mm256_storeu_si256(target, round_block(p, &rule, sums));
                continue;
            }
            for (size_t part = 0; part < 4; part++) {
                _mm256_storeu_si256((__m256i *)(p->sums + i + 8 * part), sums[part]);
            }
        }
    }
    qk_s8_reduce_scalar(p, outer, (qk_range){inner.begin + blocks * 32, inner.end});
}

#endif
