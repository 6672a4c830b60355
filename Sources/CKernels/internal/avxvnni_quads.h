/// AVX-VNNI under the names that kernels on quads of int8 use for any instruction set.

#ifndef QK_INTERNAL_AVXVNNI_QUADS_H
#define QK_INTERNAL_AVXVNNI_QUADS_H

#include "avx2_integer.h"

/// Before each function, and before one that is to be inlined.
#define QK_QUADS QK_AVXVNNI
#define QK_QUADS_INLINE QK_AVXVNNI static inline __attribute__((always_inline))

enum {
    /// Quads of one vector, and sums of one.
    QK_QUAD_LANES = 8,
    /// What is added to elements of the image, because products are those of unsigned and signed bytes.
    QK_QUAD_ADDED = 128,
    /// The most vectors of columns of a tile of a convolution.
    QK_QUAD_VECTORS = 2,
    /// Whether storing some bytes of a vector takes no longer than storing all.
    QK_QUAD_HAS_MASKS = 0,
    /// The most outputs of a depthwise convolution that are computed together.
    QK_QUAD_OUTPUTS = 4,
    /// Columns of a dense layer that share the reading of x: two sums of each stay in registers.
    QK_QUAD_GROUP = 4,
};

/// TILES(vectors, most pixels): the tiles' sums take what is left of 16 registers beside a quad of pixels and weights
/// for each vector.
#define QK_QUAD_TILES(TILES) TILES(1, 12) TILES(2, 6)

/// An element of the image as products take it.
typedef uint8_t qk_s8_element;
/// Four elements or weights for each sum.
typedef __m256i qk_quads;
typedef __m256i qk_sums;
typedef __m256 qk_factors;
typedef qk_s8_output_avx2 qk_rule;
/// The bytes of four vectors of sums.
typedef __m256i qk_results;
/// The rounded numbers of two vectors of sums.
typedef __m256i qk_shorts;

QK_QUADS_INLINE qk_rule qk_rule_of(qk_s8_output output) { return qk_spread_output(output); }

QK_QUADS_INLINE qk_sums qk_no_sums(void) { return _mm256_setzero_si256(); }
QK_QUADS_INLINE qk_sums qk_load_sums(const int32_t *source) { return _mm256_loadu_si256((const __m256i *)source); }
QK_QUADS_INLINE qk_factors qk_load_factors(const float *source) { return _mm256_loadu_ps(source); }
QK_QUADS_INLINE qk_quads qk_load_quads(const void *source) { return _mm256_loadu_si256(source); }

/// One quad in all lanes.
QK_QUADS_INLINE qk_quads qk_spread_quad(const qk_s8_element *elements) {
    int32_t quad;
    memcpy(&quad, elements, sizeof quad);
    return _mm256_set1_epi32(quad);
}

/// The first `count` weights, and zeros.
QK_QUADS_INLINE qk_quads qk_load_first_quads(const int8_t *source, size_t count) {
    int8_t few[32] = {0};
    memcpy(few, source, count);
    return qk_load_quads(few);
}

/// Elements as the image has them.
QK_QUADS_INLINE qk_quads qk_load_elements(const int8_t *source) {
    return _mm256_xor_si256(qk_load_quads(source), _mm256_set1_epi8(-128));
}

/// Adds the product of each element and its weight.
QK_QUADS_INLINE qk_sums qk_add_quads(qk_sums sums, qk_quads elements, qk_quads weights) {
#if QK_AVXVNNI_BY_AVX512
    return _mm256_dpbusd_epi32(sums, elements, weights);
#else
    return _mm256_dpbusd_avx_epi32(sums, elements, weights);
#endif
}

/// Has a sum computed at this place, and what comes next loaded behind it: compilers would take one output after the
/// other, and load all factors first, for which there are no registers.
QK_QUADS_INLINE void qk_settle(qk_sums *sums) { __asm__ volatile("" : "+x"(*sums) : : "memory"); }

QK_QUADS_INLINE qk_sums qk_spread_sum(int32_t sum) { return _mm256_set1_epi32(sum); }
QK_QUADS_INLINE qk_sums qk_add_sums(qk_sums a, qk_sums b) { return _mm256_add_epi32(a, b); }

/// sums - other * factor
QK_QUADS_INLINE qk_sums qk_subtract_times(qk_sums sums, qk_sums other, int32_t factor) {
    return _mm256_sub_epi32(sums, _mm256_mullo_epi32(other, _mm256_set1_epi32(factor)));
}

/// The sums of the elements of each of 16 vectors.
QK_QUADS_INLINE void qk_add_across(const qk_sums v[16], qk_sums totals[2]) {
    __m128i fours[4];
    QK_UNROLL for (size_t i = 0; i < 16; i += 4) {
        __m256i halves = _mm256_hadd_epi32(_mm256_hadd_epi32(v[i], v[i + 1]), _mm256_hadd_epi32(v[i + 2], v[i + 3]));
        fours[i / 4] = _mm_add_epi32(_mm256_castsi256_si128(halves), _mm256_extracti128_si256(halves, 1));
    }
    QK_UNROLL for (size_t i = 0; i < 2; i++) totals[i] = _mm256_set_m128i(fours[2 * i + 1], fours[2 * i]);
}

/// Sums in units of the output's scale, rounded.
QK_QUADS_INLINE qk_sums qk_round(const qk_rule *rule, qk_sums sums, qk_factors multipliers) {
    return qk_round_sums(rule, sums, multipliers);
}

/// `qk_round` without bounds, for multipliers below one.
QK_QUADS_INLINE qk_sums qk_round_within(qk_sums sums, qk_factors multipliers) {
    return _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_cvtepi32_ps(sums), multipliers));
}

/// The bytes for four vectors of rounded sums, one vector's behind the other's.
QK_QUADS_INLINE qk_results qk_pack(const qk_rule *rule, qk_sums a, qk_sums b, qk_sums c, qk_sums d) {
    return qk_pack_sums(rule, a, b, c, d);
}

/// The rounded numbers and the zero point of two vectors of sums.
QK_QUADS_INLINE qk_shorts qk_pack_pair(const qk_rule *rule, qk_sums a, qk_sums b) {
    return _mm256_adds_epi16(_mm256_packs_epi32(a, b), rule->zero_point);
}

/// The bytes for two pairs, without the table; each half is made of the vectors' own halves.
QK_QUADS_INLINE qk_results qk_pack_pairs(const qk_rule *rule, qk_shorts low, qk_shorts high) {
    return _mm256_min_epi8(_mm256_max_epi8(_mm256_packs_epi16(low, high), rule->minimum), rule->maximum);
}

/// The table's entries for packed results.
QK_QUADS_INLINE qk_results qk_look_results_up(const qk_rule *rule, qk_results results) {
    return qk_look_up(&rule->table, results);
}

/// Sixteen bytes that begin with a half or quarter of the results.
QK_QUADS_INLINE __m128i qk_part(qk_results results, const size_t part, const size_t parts) {
    __m128i half = part * 2 / parts == 0 ? _mm256_castsi256_si128(results) : _mm256_extracti128_si256(results, 1);
    return parts == 4 && part % 2 == 1 ? _mm_srli_si128(half, 8) : half;
}

/// Stores one of the halves or quarters of the results, or all of them.
QK_QUADS_INLINE void qk_store_part(int8_t *target, qk_results results, const size_t part, const size_t parts) {
    if (parts == 1) {
        _mm256_storeu_si256((__m256i *)target, results);
        return;
    }
    __m128i bytes = qk_part(results, part, parts);
    if (parts == 2) {
        _mm_storeu_si128((__m128i *)target, bytes);
    } else {
        _mm_storel_epi64((__m128i *)target, bytes);
    }
}

/// Stores the first `count` bytes of a part.
QK_QUADS_INLINE void qk_store_first_of_part(
    int8_t *target, qk_results results, const size_t part, const size_t parts, size_t count
) {
    __m128i bytes = qk_part(results, part, parts);
    if (count >= 16) {
        _mm_storeu_si128((__m128i *)target, bytes);
        if (parts > 1) return;
        bytes = _mm256_extracti128_si256(results, 1);
        target += 16;
        count -= 16;
    }
    if (count >= 8) {
        _mm_storel_epi64((__m128i *)target, bytes);
        bytes = _mm_srli_si128(bytes, 8);
        target += 8;
        count -= 8;
    }
    uint64_t rest = (uint64_t)_mm_cvtsi128_si64(bytes);
    for (; count > 0; count--, rest >>= 8) *target++ = (int8_t)rest;
}

QK_QUADS_INLINE void qk_lay_out_elements(
    const qk_s8_conv *p, const int8_t *source, qk_s8_element *target, size_t count
) {
    (void)p;
    size_t i = 0;
    for (; i + 32 <= count; i += 32) _mm256_storeu_si256((__m256i *)(target + i), qk_load_elements(source + i));
    for (; i < count; i++) target[i] = (uint8_t)(source[i] + QK_QUAD_ADDED);
}

/// The pixels of one place of each strip, one behind the other.
QK_QUADS_INLINE qk_quads qk_load_strips(const int8_t *const *sources, const size_t strips) {
    const __m128i *const *sixteens = (const __m128i *const *)sources;
    return strips == 1 ? qk_load_quads(sources[0])
                       : _mm256_set_m128i(_mm_loadu_si128(sixteens[1]), _mm_loadu_si128(sixteens[0]));
}

/// Lays out the quads of four pixels, in the order of `qk_place_in_block`.
QK_QUADS_INLINE void qk_store_quads(qk_s8_element *target, const qk_quads pixels[4]) {
    __m256i sign = _mm256_set1_epi8(-128);
    __m256i a = _mm256_xor_si256(pixels[0], sign);
    __m256i b = _mm256_xor_si256(pixels[1], sign);
    __m256i c = _mm256_xor_si256(pixels[2], sign);
    __m256i d = _mm256_xor_si256(pixels[3], sign);
    __m256i upper = _mm256_unpacklo_epi8(a, b);
    __m256i lower = _mm256_unpacklo_epi8(c, d);
    _mm256_storeu_si256((__m256i *)target, _mm256_unpacklo_epi16(upper, lower));
    _mm256_storeu_si256((__m256i *)(target + 32), _mm256_unpackhi_epi16(upper, lower));
    upper = _mm256_unpackhi_epi8(a, b);
    lower = _mm256_unpackhi_epi8(c, d);
    _mm256_storeu_si256((__m256i *)(target + 64), _mm256_unpacklo_epi16(upper, lower));
    _mm256_storeu_si256((__m256i *)(target + 96), _mm256_unpackhi_epi16(upper, lower));
}

#endif
