#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_integer.h"

enum {
    /// Columns that share the reading of x.
    GROUP = 4,
    /// Columns that are rounded together.
    COLUMNS = 32,
};

/// What all columns share.
typedef struct operands {
    const qk_s8_gemv *gemv;
    const int8_t *weights_end;
    __m256i x_zero_point;
    __m256i weight_zero_point;
    /// The last 16 elements of x, or all where there are fewer, minus the zero point; zeros where a whole vector before
    /// has counted them already.
    int16_t last[16];
} operands;

QK_AVX2_INLINE __m256i widen(__m128i bytes, __m256i zero_point) {
    return _mm256_sub_epi16(_mm256_cvtepi8_epi16(bytes), zero_point);
}

/// The sums of four columns.
QK_AVX2_INLINE __m128i sum_group(const operands *o, const int8_t *const *weights) {
    size_t depth = o->gemv->depth;
    __m256i sums[GROUP];
    for (size_t i = 0; i < GROUP; i++) sums[i] = _mm256_setzero_si256();
    size_t k = 0;
    for (; k + 16 <= depth; k += 16) {
        __m256i x = widen(_mm_loadu_si128((const __m128i *)(o->gemv->x + k)), o->x_zero_point);
        for (size_t i = 0; i < GROUP; i++) {
            __m256i w = widen(_mm_loadu_si128((const __m128i *)(weights[i] + k)), o->weight_zero_point);
            sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(x, w));
        }
    }
    if (k < depth) {
        __m256i x = _mm256_loadu_si256((const __m256i *)o->last);
        for (size_t i = 0; i < GROUP; i++) {
            const int8_t *source = depth >= 16 ? weights[i] + depth - 16 : weights[i];
            int8_t few[16] = {0};
            // What is read behind the row meets zeros of x; only behind the last rows is nothing to read.
            if (o->weights_end - source < 16) {
                memcpy(few, source, depth);
                source = few;
            }
            __m128i bytes = _mm_loadu_si128((const __m128i *)source);
            sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(x, widen(bytes, o->weight_zero_point)));
        }
    }
    __m256i quarters = _mm256_hadd_epi32(_mm256_hadd_epi32(sums[0], sums[1]), _mm256_hadd_epi32(sums[2], sums[3]));
    return _mm_add_epi32(_mm256_castsi256_si128(quarters), _mm256_extracti128_si256(quarters, 1));
}

static void prepare_last(const qk_s8_gemv *p, int16_t *last) {
    size_t rest = p->depth % 16;
    memset(last, 0, 16 * sizeof *last);
    size_t end = p->depth >= 16 ? 16 : rest;
    for (size_t i = 0; i < rest; i++) {
        last[end - rest + i] = (int16_t)(p->x[p->depth - rest + i] - p->x_zero_point);
    }
}

QK_AVX2 void qk_s8_gemv_avx2(const qk_s8_gemv *arguments, qk_range columns) {
    const qk_s8_gemv *p = arguments;
    assert(columns.begin <= columns.end && columns.end <= p->columns);
    operands o = {
        .gemv = p,
        .weights_end = p->weights + p->columns * p->depth,
        .x_zero_point = _mm256_set1_epi16((short)p->x_zero_point),
        .weight_zero_point = _mm256_set1_epi16((short)p->weight_zero_point),
    };
    prepare_last(p, o.last);
    qk_s8_output_avx2 output = qk_spread_output(p->rounding);
    for (size_t first = columns.begin; first < columns.end; first += COLUMNS) {
        size_t count = qk_smaller(COLUMNS, columns.end - first);
        int32_t sums[COLUMNS] = {0};
        for (size_t column = 0; column < count; column += GROUP) {
            const int8_t *weights[GROUP];
            for (size_t i = 0; i < GROUP; i++) {
                // Behind the last column, the last one once more.
                weights[i] = p->weights + (first + qk_smaller(column + i, count - 1)) * p->depth;
            }
            _mm_storeu_si128((__m128i *)(sums + column), sum_group(&o, weights));
        }
        __m256i rounded[4];
        for (size_t v = 0; v < 4; v++) {
            size_t valid = count > 8 * v ? count - 8 * v : 0;
            __m256i sum = _mm256_loadu_si256((const __m256i *)(sums + 8 * v));
            if (p->bias != NULL) sum = _mm256_add_epi32(sum, qk_load_first_integers(p->bias + first + 8 * v, valid));
            rounded[v] = qk_round_sums(&output, sum, qk_load_first(p->multipliers + first + 8 * v, valid));
        }
        int8_t bytes[COLUMNS];
        _mm256_storeu_si256(
            (__m256i *)bytes, qk_pack_sums(&output, rounded[0], rounded[1], rounded[2], rounded[3]));
        memcpy(p->y + first, bytes, count);
    }
}

#endif
