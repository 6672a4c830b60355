/// AVX-512 VNNI under the names that kernels on quads of int8 use for any instruction set.

#ifndef QK_INTERNAL_AVX512VNNI_QUADS_H
#define QK_INTERNAL_AVX512VNNI_QUADS_H

#include "avx512vnni_integer.h"

/// Before each function, and before one that is to be inlined.
#define QK_QUADS QK_AVX512VNNI
#define QK_QUADS_INLINE QK_AVX512VNNI_INLINE
/// Whether the sums of two tiles of twelve vectors fit into the registers.
#define QK_QUADS_HAVE_RUNS 1
/// Whether tiles of a convolution ask for weights before they are needed.
#define QK_QUADS_ASK_AHEAD 1

enum {
    /// Quads of one vector, and sums of one.
    QK_QUAD_LANES = 16,
    /// What is added to elements of the image, because products are those of unsigned and signed bytes.
    QK_QUAD_ADDED = 128,
    /// The most vectors of columns of a tile of a convolution.
    QK_QUAD_VECTORS = 4,
    /// Whether storing some bytes of a vector takes no longer than storing all.
    QK_QUAD_HAS_MASKS = 1,
    /// The most outputs of a depthwise convolution that are computed together.
    QK_QUAD_OUTPUTS = 8,
    /// Columns of a dense layer that share the reading of x: two sums of each stay in registers.
    QK_QUAD_GROUP = 8,
};

/// TILES(vectors, most pixels): the tiles' sums take what is left of 32 registers beside a quad of pixels and weights
/// for each vector; with one vector, more pixels would not be faster.
#define QK_QUAD_TILES(TILES) TILES(1, 12) TILES(2, 12) TILES(3, 8) TILES(4, 6)

/// An element of the image as products take it.
typedef uint8_t qk_s8_element;
/// Four elements or weights for each sum.
typedef __m512i qk_quads;
typedef __m512i qk_sums;
typedef __m512 qk_factors;
typedef qk_s8_output_avx512vnni qk_rule;
/// The bytes of four vectors of sums.
typedef __m512i qk_results;
/// The rounded numbers of two vectors of sums.
typedef __m512i qk_shorts;

QK_QUADS_INLINE qk_rule qk_rule_of(qk_s8_output output) { return qk_spread_output_avx512vnni(output); }

QK_QUADS_INLINE qk_sums qk_no_sums(void) { return _mm512_setzero_si512(); }
QK_QUADS_INLINE qk_sums qk_load_sums(const int32_t *source) { return _mm512_loadu_si512(source); }
QK_QUADS_INLINE qk_factors qk_load_factors(const float *source) { return _mm512_loadu_ps(source); }
QK_QUADS_INLINE qk_quads qk_load_quads(const void *source) { return _mm512_loadu_si512(source); }

/// One quad in all lanes.
QK_QUADS_INLINE qk_quads qk_spread_quad(const qk_s8_element *elements) {
    int32_t quad;
    memcpy(&quad, elements, sizeof quad);
    return _mm512_set1_epi32(quad);
}

/// The first `count` weights, and zeros.
QK_QUADS_INLINE qk_quads qk_load_first_quads(const int8_t *source, size_t count) {
    return _mm512_maskz_loadu_epi8(qk_first_bits(count), source);
}

/// Elements as the image has them.
QK_QUADS_INLINE qk_quads qk_load_elements(const int8_t *source) {
    return _mm512_xor_si512(_mm512_loadu_si512(source), _mm512_set1_epi8(-128));
}

/// Adds the product of each element and its weight.
QK_QUADS_INLINE qk_sums qk_add_quads(qk_sums sums, qk_quads elements, qk_quads weights) {
    return _mm512_dpbusd_epi32(sums, elements, weights);
}

/// Has sums computed before what follows. Compilers like to gather the products of a block in one place.
QK_QUADS_INLINE void qk_fix_place(qk_sums *sums) { __asm__ volatile("" : "+v"(*sums)); }

/// Has a sum computed at this place, and what comes next loaded behind it: compilers would take one output after the
/// other, and load all factors first, for which there are no registers.
QK_QUADS_INLINE void qk_settle(qk_sums *sums) { __asm__ volatile("" : "+v"(*sums) : : "memory"); }

QK_QUADS_INLINE qk_sums qk_spread_sum(int32_t sum) { return _mm512_set1_epi32(sum); }
QK_QUADS_INLINE qk_sums qk_add_sums(qk_sums a, qk_sums b) { return _mm512_add_epi32(a, b); }

/// sums - other * factor
QK_QUADS_INLINE qk_sums qk_subtract_times(qk_sums sums, qk_sums other, int32_t factor) {
    return _mm512_sub_epi32(sums, _mm512_mullo_epi32(other, _mm512_set1_epi32(factor)));
}

/// The sums of the elements of each of 16 vectors.
QK_QUADS_INLINE void qk_add_across(const qk_sums v[16], qk_sums totals[1]) {
    __m512i fours[4];
    QK_UNROLL for (size_t i = 0; i < 4; i++) {
        const __m512i *four = v + 4 * i;
        __m512i ab = _mm512_add_epi32(_mm512_unpacklo_epi32(four[0], four[1]), _mm512_unpackhi_epi32(four[0], four[1]));
        __m512i cd = _mm512_add_epi32(_mm512_unpacklo_epi32(four[2], four[3]), _mm512_unpackhi_epi32(four[2], four[3]));
        fours[i] = _mm512_add_epi32(_mm512_unpacklo_epi64(ab, cd), _mm512_unpackhi_epi64(ab, cd));
    }
    __m512i eights[2];
    QK_UNROLL for (size_t i = 0; i < 2; i++) {
        __m512i even = _mm512_shuffle_i32x4(fours[2 * i], fours[2 * i + 1], 0x88);
        eights[i] = _mm512_add_epi32(even, _mm512_shuffle_i32x4(fours[2 * i], fours[2 * i + 1], 0xDD));
    }
    __m512i even = _mm512_shuffle_i32x4(eights[0], eights[1], 0x88);
    totals[0] = _mm512_add_epi32(even, _mm512_shuffle_i32x4(eights[0], eights[1], 0xDD));
}

/// Sums in units of the output's scale, rounded.
QK_QUADS_INLINE qk_sums qk_round(const qk_rule *rule, qk_sums sums, qk_factors multipliers) {
    return qk_round_sums_avx512vnni(rule, sums, multipliers);
}

/// The bytes for four vectors of rounded sums, one vector's behind the other's.
QK_QUADS_INLINE qk_results qk_pack(const qk_rule *rule, qk_sums a, qk_sums b, qk_sums c, qk_sums d) {
    return qk_pack_sums_avx512vnni(rule, a, b, c, d);
}

QK_QUADS_INLINE int qk_are_below_one(qk_factors multipliers) {
    return _mm512_cmp_ps_mask(multipliers, _mm512_set1_ps(1), _CMP_LT_OQ) == 0xFFFF;
}

/// `qk_round` without bounds, for multipliers below one.
QK_QUADS_INLINE qk_sums qk_round_within(qk_sums sums, qk_factors multipliers) {
    return _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_cvtepi32_ps(sums), multipliers));
}

/// `qk_pack` for sums rounded without bounds; there are none but int8's unless there is a table.
QK_QUADS_INLINE qk_results
qk_pack_within(const qk_rule *rule, qk_sums a, qk_sums b, qk_sums c, qk_sums d, const int has_table) {
    __m512i bytes = qk_pack_bytes_avx512vnni(rule, a, b, c, d);
    if (!has_table) return bytes;
    bytes = _mm512_min_epi8(_mm512_max_epi8(bytes, rule->minimum), rule->maximum);
    return qk_look_up_avx512vnni(rule->table, bytes);
}

/// The bytes of a part that are to be stored.
typedef uint64_t qk_valid;
static inline qk_valid qk_valid_columns(size_t columns) { return qk_first_bits(columns); }

/// The rounded numbers and the zero point of two vectors of sums.
QK_QUADS_INLINE qk_shorts qk_pack_pair(const qk_rule *rule, qk_sums a, qk_sums b) {
    return _mm512_adds_epi16(_mm512_packs_epi32(a, b), rule->zero_point);
}

/// The bytes for two pairs, without the table; each sixteen is made of the vectors' own sixteens.
QK_QUADS_INLINE qk_results qk_pack_pairs(const qk_rule *rule, qk_shorts low, qk_shorts high) {
    return _mm512_min_epi8(_mm512_max_epi8(_mm512_packs_epi16(low, high), rule->minimum), rule->maximum);
}

/// The table's entries for packed results.
QK_QUADS_INLINE qk_results qk_look_results_up(const qk_rule *rule, qk_results results) {
    return qk_look_up_avx512vnni(rule->table, results);
}

/// Stores one of the halves or quarters of the results, or all of them.
QK_QUADS_INLINE void qk_store_part(int8_t *target, qk_results results, const size_t part, const size_t parts) {
    if (parts == 1) {
        _mm512_storeu_si512(target, results);
    } else if (parts == 2) {
        __m256i half = part == 0 ? _mm512_castsi512_si256(results) : _mm512_extracti64x4_epi64(results, 1);
        _mm256_storeu_si256((__m256i *)target, half);
    } else {
        _mm_storeu_si128((__m128i *)target, qk_sixteen(results, part));
    }
}

/// Stores the valid bytes of a part.
QK_QUADS_INLINE void qk_store_valid_of_part(
    int8_t *target, qk_results results, const size_t part, const size_t parts, qk_valid valid
) {
    if (parts == 1) {
        _mm512_mask_storeu_epi8(target, valid, results);
    } else if (parts == 2) {
        __m256i half = part == 0 ? _mm512_castsi512_si256(results) : _mm512_extracti64x4_epi64(results, 1);
        _mm256_mask_storeu_epi8(target, (__mmask32)valid, half);
    } else {
        _mm_mask_storeu_epi8(target, (__mmask16)valid, qk_sixteen(results, part));
    }
}

/// Stores the first `count` bytes of a part.
QK_QUADS_INLINE void qk_store_first_of_part(
    int8_t *target, qk_results results, const size_t part, const size_t parts, size_t count
) {
    qk_store_valid_of_part(target, results, part, parts, qk_valid_columns(count));
}

QK_QUADS_INLINE void qk_lay_out_elements(
    const qk_s8_conv *p, const int8_t *source, qk_s8_element *target, size_t count
) {
    (void)p;
    __m512i sign = _mm512_set1_epi8(-128);
    size_t i = 0;
    for (; i + 64 <= count; i += 64) {
        _mm512_storeu_si512(target + i, _mm512_xor_si512(_mm512_loadu_si512(source + i), sign));
    }
    if (i < count) {
        __mmask64 rest = qk_first_bits(count - i);
        _mm512_mask_storeu_epi8(target + i, rest, _mm512_xor_si512(_mm512_maskz_loadu_epi8(rest, source + i), sign));
    }
}

/// The pixels of one place of each strip, one behind the other.
QK_QUADS_INLINE qk_quads qk_load_strips(const int8_t *const *sources, const size_t strips) {
    if (strips == 1) return _mm512_loadu_si512(sources[0]);
    if (strips == 2) {
        __m256i first = _mm256_loadu_si256((const __m256i *)sources[0]);
        __m256i second = _mm256_loadu_si256((const __m256i *)sources[1]);
        return _mm512_inserti64x4(_mm512_castsi256_si512(first), second, 1);
    }
    const __m128i *const *sixteens = (const __m128i *const *)sources;
    __m512i pixels = _mm512_castsi128_si512(_mm_loadu_si128(sixteens[0]));
    pixels = _mm512_inserti32x4(pixels, _mm_loadu_si128(sixteens[1]), 1);
    pixels = _mm512_inserti32x4(pixels, _mm_loadu_si128(sixteens[2]), 2);
    return _mm512_inserti32x4(pixels, _mm_loadu_si128(sixteens[3]), 3);
}

/// Lays out the quads of four pixels, in the order of `qk_place_in_block`.
QK_QUADS_INLINE void qk_store_quads(qk_s8_element *target, const qk_quads pixels[4]) {
    __m512i sign = _mm512_set1_epi8(-128);
    __m512i a = _mm512_xor_si512(pixels[0], sign);
    __m512i b = _mm512_xor_si512(pixels[1], sign);
    __m512i c = _mm512_xor_si512(pixels[2], sign);
    __m512i d = _mm512_xor_si512(pixels[3], sign);
    __m512i upper = _mm512_unpacklo_epi8(a, b);
    __m512i lower = _mm512_unpacklo_epi8(c, d);
    _mm512_storeu_si512(target, _mm512_unpacklo_epi16(upper, lower));
    _mm512_storeu_si512(target + 64, _mm512_unpackhi_epi16(upper, lower));
    upper = _mm512_unpackhi_epi8(a, b);
    lower = _mm512_unpackhi_epi8(c, d);
    _mm512_storeu_si512(target + 128, _mm512_unpacklo_epi16(upper, lower));
    _mm512_storeu_si512(target + 192, _mm512_unpackhi_epi16(upper, lower));
}

#endif
