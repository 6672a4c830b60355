#include "../internal/kernels.h"

#if QK_HAS_AVX512VNNI

#include "../internal/avx512vnni_integer.h"

#define UNROLL _Pragma("clang loop unroll(full)")

enum {
    /// Columns that share the reading of x: two sums of each stay in registers.
    GROUP = 8,
    /// Columns that are rounded together.
    COLUMNS = 16,
};

/// For eight columns, vectors whose elements add up to sum(x * w) - x_zero_point * sum(w).
QK_AVX512VNNI_INLINE void
sum_group(const qk_s8_gemv *p, const int8_t *const *weights, __m512i results[GROUP]) {
    const __m512i sign = _mm512_set1_epi8(-128);
    const __m512i ones = _mm512_set1_epi8(1);
    __m512i products[GROUP];
    __m512i sums[GROUP];
    UNROLL for (size_t i = 0; i < GROUP; i++) products[i] = sums[i] = _mm512_setzero_si512();
    size_t k = 0;
    for (; k + 64 <= p->depth; k += 64) {
        __m512i x = _mm512_xor_si512(_mm512_loadu_si512(p->x + k), sign);
        UNROLL for (size_t i = 0; i < GROUP; i++) {
            __m512i w = _mm512_loadu_si512(weights[i] + k);
            products[i] = _mm512_dpbusd_epi32(products[i], x, w);
            sums[i] = _mm512_dpbusd_epi32(sums[i], ones, w);
        }
    }
    if (k < p->depth) {
        __mmask64 rest = qk_first_bits(p->depth - k);
        __m512i x = _mm512_xor_si512(_mm512_maskz_loadu_epi8(rest, p->x + k), sign);
        UNROLL for (size_t i = 0; i < GROUP; i++) {
            __m512i w = _mm512_maskz_loadu_epi8(rest, weights[i] + k);
            products[i] = _mm512_dpbusd_epi32(products[i], x, w);
            sums[i] = _mm512_dpbusd_epi32(sums[i], ones, w);
        }
    }
    // x has 128 added and its zero point left in.
    __m512i added = _mm512_set1_epi32(p->x_zero_point + 128);
    UNROLL for (size_t i = 0; i < GROUP; i++) {
        results[i] = _mm512_sub_epi32(products[i], _mm512_mullo_epi32(sums[i], added));
    }
}

/// The sums of the elements of 16 vectors.
QK_AVX512VNNI_INLINE __m512i add_across(const __m512i v[COLUMNS]) {
    __m512i fours[4];
    UNROLL for (size_t i = 0; i < 4; i++) {
        const __m512i *four = v + 4 * i;
        __m512i ab = _mm512_add_epi32(_mm512_unpacklo_epi32(four[0], four[1]), _mm512_unpackhi_epi32(four[0], four[1]));
        __m512i cd = _mm512_add_epi32(_mm512_unpacklo_epi32(four[2], four[3]), _mm512_unpackhi_epi32(four[2], four[3]));
        fours[i] = _mm512_add_epi32(_mm512_unpacklo_epi64(ab, cd), _mm512_unpackhi_epi64(ab, cd));
    }
    __m512i eights[2];
    UNROLL for (size_t i = 0; i < 2; i++) {
        __m512i even = _mm512_shuffle_i32x4(fours[2 * i], fours[2 * i + 1], 0x88);
        eights[i] = _mm512_add_epi32(even, _mm512_shuffle_i32x4(fours[2 * i], fours[2 * i + 1], 0xDD));
    }
    __m512i even = _mm512_shuffle_i32x4(eights[0], eights[1], 0x88);
    return _mm512_add_epi32(even, _mm512_shuffle_i32x4(eights[0], eights[1], 0xDD));
}

/// What the zero point of the weights takes from every sum.
static int32_t common_offset(const qk_s8_gemv *p) {
    if (p->weight_zero_point == 0) return 0;
    int32_t sum = 0;
    for (size_t k = 0; k < p->depth; k++) sum += p->x[k] - p->x_zero_point;
    return (int32_t)((uint32_t)sum * (uint32_t)-p->weight_zero_point);
}

QK_AVX512VNNI void qk_s8_gemv_avx512vnni(const qk_s8_gemv *arguments, qk_range columns) {
    const qk_s8_gemv *p = arguments;
    assert(columns.begin <= columns.end && columns.end <= p->columns);
    qk_s8_output_avx512vnni rule = qk_spread_output_avx512vnni(p->rounding);
    __m512i offset = _mm512_set1_epi32(common_offset(p));
    for (size_t first = columns.begin; first < columns.end; first += COLUMNS) {
        size_t count = qk_smaller(COLUMNS, columns.end - first);
        __m512i results[COLUMNS];
        for (size_t group = 0; group < COLUMNS; group += GROUP) {
            const int8_t *weights[GROUP];
            for (size_t i = 0; i < GROUP; i++) {
                // Behind the last column, the last one once more.
                weights[i] = p->weights + (first + qk_smaller(group + i, count - 1)) * p->depth;
            }
            sum_group(p, weights, results + group);
        }
        __mmask16 valid = qk_first_lanes16(count);
        __m512i sums = _mm512_add_epi32(add_across(results), offset);
        if (p->bias != NULL) sums = _mm512_add_epi32(sums, _mm512_maskz_loadu_epi32(valid, p->bias + first));
        __m512 multipliers = _mm512_maskz_loadu_ps(valid, p->multipliers + first);
        __m512i rounded = qk_round_sums_avx512vnni(&rule, sums, multipliers);
        __m512i bytes = qk_pack_sums_avx512vnni(&rule, rounded, rounded, rounded, rounded);
        _mm_mask_storeu_epi8(p->y + first, valid, _mm512_castsi512_si128(bytes));
    }
}

#endif
