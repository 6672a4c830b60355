#include "../internal/kernels.h"

#if QK_HAS_AVX512VNNI

#include "../internal/avx512vnni_integer.h"
#include "../internal/s8_reduce.h"

#define UNROLL _Pragma("clang loop unroll(full)")

/// Rows whose sums of bytes fit uint16.
enum { ROWS_OF_WORDS = 257 };

/// The sums of `valid` of 64 columns; those of a part have the order in which bytes are widened.
QK_AVX512VNNI_INLINE void sum_block(const qk_s8_reduce *p, size_t column, const int8_t *first, __mmask64 valid, __m512i *sums) {
    const __m512i sign = _mm512_set1_epi8(-128);
    const __m512i zero = _mm512_setzero_si512();
    // Bytes have 128 added, so that they widen by interleaving with zeros, which packing undoes.
    __m512i start = _mm512_set1_epi32((p->offset - 128) * (int32_t)p->size);
    UNROLL for (size_t i = 0; i < 4; i++) sums[i] = start;
    for (size_t part = 0; part < p->parts; part++) {
        const int32_t *source = p->sums_of_parts + part * qk_s8_sums(p->inner) + column;
        UNROLL for (size_t i = 0; i < 4; i++) sums[i] = _mm512_add_epi32(sums[i], _mm512_loadu_si512(source + 16 * i));
    }
    for (size_t begin = 0; begin < p->size; begin += ROWS_OF_WORDS) {
        size_t end = qk_smaller(begin + ROWS_OF_WORDS, p->size);
        __m512i words[2] = {zero, zero};
        for (size_t r = begin; r < end; r++) {
            __m512i bytes = _mm512_xor_si512(_mm512_maskz_loadu_epi8(valid, first + r * p->inner), sign);
            words[0] = _mm512_add_epi16(words[0], _mm512_unpacklo_epi8(bytes, zero));
            words[1] = _mm512_add_epi16(words[1], _mm512_unpackhi_epi8(bytes, zero));
        }
        UNROLL for (size_t i = 0; i < 2; i++) {
            sums[2 * i] = _mm512_add_epi32(sums[2 * i], _mm512_unpacklo_epi16(words[i], zero));
            sums[2 * i + 1] = _mm512_add_epi32(sums[2 * i + 1], _mm512_unpackhi_epi16(words[i], zero));
        }
    }
}

/// 64 sums, rounded.
QK_AVX512VNNI_INLINE __m512i round_block(const qk_s8_reduce *p, const qk_s8_output_avx512vnni *rule, __m512i *sums) {
    __m512 factor = _mm512_set1_ps(p->multiplier);
    __m512 bias = _mm512_set1_ps(p->bias);
    UNROLL for (size_t i = 0; i < 4; i++) {
        __m512 scaled = _mm512_add_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(sums[i]), factor), bias);
        sums[i] = _mm512_cvtps_epi32(_mm512_min_ps(scaled, rule->greatest));
    }
    __m512i low = _mm512_adds_epi16(_mm512_packs_epi32(sums[0], sums[1]), rule->zero_point);
    __m512i high = _mm512_adds_epi16(_mm512_packs_epi32(sums[2], sums[3]), rule->zero_point);
    return _mm512_packs_epi16(low, high);
}

QK_AVX512VNNI void qk_s8_reduce_avx512vnni(const qk_s8_reduce *arguments, qk_range outer, qk_range inner) {
    const qk_s8_reduce *p = arguments;
    if (p->function != QK_REDUCE_SUM || p->inner < 16) {
        qk_s8_reduce_avx2(p, outer, inner);
        return;
    }
    qk_check_reduction(p, outer, inner);
    qk_s8_output_avx512vnni rule = qk_spread_output_avx512vnni(qk_rule_of_sum(p));
    for (size_t o = outer.begin; o < outer.end; o++) {
        for (size_t i = inner.begin; i < inner.end; i += 64) {
            __mmask64 valid = qk_first_bits(inner.end - i);
            __m512i sums[4];
            sum_block(p, i, p->input + o * p->size * p->inner + i, valid, sums);
            if (p->sums != NULL) {
                UNROLL for (size_t part = 0; part < 4; part++) _mm512_storeu_si512(p->sums + i + 16 * part, sums[part]);
            } else {
                _mm512_mask_storeu_epi8(p->output + o * p->inner + i, valid, round_block(p, &rule, sums));
            }
        }
    }
}

#endif
