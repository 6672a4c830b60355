/// NEON under the names that kernels on quads of int8 use for any instruction set; with dot products where
/// `dotprod_quads.h` includes it.

#ifndef QK_INTERNAL_NEON_QUADS_H
#define QK_INTERNAL_NEON_QUADS_H

#include "neon_integer.h"

#ifndef QK_QUADS
/// Before each function, and before one that is to be inlined: every processor has NEON.
#define QK_QUADS
#define QK_QUADS_INLINE QK_NEON_INLINE
#endif

enum {
    /// Quads of one vector, and sums of one.
    QK_QUAD_LANES = 4,
    /// Added to elements of the image: nothing, because products are those of signed bytes.
    QK_QUAD_ADDED = 0,
    /// The most vectors of columns of a tile of a convolution.
    QK_QUAD_VECTORS = 4,
    /// Whether storing some bytes of a vector takes no longer than storing all.
    QK_QUAD_HAS_MASKS = 0,
    /// The most outputs of a depthwise convolution that are computed together.
    QK_QUAD_OUTPUTS = 8,
    /// Columns of a dense layer that share the reading of x: two sums of each stay in registers.
    QK_QUAD_GROUP = 8,
};

/// TILES(vectors, most pixels): the tiles' sums take what is left of 32 registers beside a quad of pixels and weights
/// for each vector.
#define QK_QUAD_TILES(TILES) TILES(1, 12) TILES(2, 12) TILES(3, 8) TILES(4, 6)

/// An element of the image as products take it.
typedef int8_t qk_s8_element;
/// Four elements or weights for each sum.
typedef int8x16_t qk_quads;
typedef int32x4_t qk_sums;
typedef float32x4_t qk_factors;
typedef qk_s8_output_neon qk_rule;
/// The bytes of four vectors of sums.
typedef int8x16_t qk_results;
/// The rounded numbers of two vectors of sums.
typedef int16x8_t qk_shorts;

QK_QUADS_INLINE qk_rule qk_rule_of(qk_s8_output output) { return qk_spread_output_neon(output); }

QK_QUADS_INLINE qk_sums qk_no_sums(void) { return vdupq_n_s32(0); }
QK_QUADS_INLINE qk_sums qk_load_sums(const int32_t *source) { return vld1q_s32(source); }
QK_QUADS_INLINE qk_factors qk_load_factors(const float *source) { return vld1q_f32(source); }
QK_QUADS_INLINE qk_quads qk_load_quads(const void *source) { return vld1q_s8(source); }

/// One quad in all lanes.
QK_QUADS_INLINE qk_quads qk_spread_quad(const qk_s8_element *elements) {
    int32_t quad;
    memcpy(&quad, elements, sizeof quad);
    return vreinterpretq_s8_s32(vdupq_n_s32(quad));
}

/// The first `count` weights, and zeros.
QK_QUADS_INLINE qk_quads qk_load_first_quads(const int8_t *source, size_t count) {
    int8_t few[16] = {0};
    memcpy(few, source, count);
    return qk_load_quads(few);
}

/// Elements as the image has them.
QK_QUADS_INLINE qk_quads qk_load_elements(const int8_t *source) { return vld1q_s8(source); }

/// Adds the product of each element and its weight.
QK_QUADS_INLINE qk_sums qk_add_quads(qk_sums sums, qk_quads elements, qk_quads weights) {
#if QK_QUADS_HAVE_DOT_PRODUCTS
    return vdotq_s32(sums, elements, weights);
#else
    int32x4_t low = vpaddlq_s16(vmull_s8(vget_low_s8(elements), vget_low_s8(weights)));
    int32x4_t high = vpaddlq_s16(vmull_high_s8(elements, weights));
    return vaddq_s32(sums, vpaddq_s32(low, high));
#endif
}

/// Has a sum computed at this place, and what comes next loaded behind it: compilers would take one output after the
/// other, and load all factors first, for which there are no registers.
QK_QUADS_INLINE void qk_settle(qk_sums *sums) { __asm__ volatile("" : "+w"(*sums) : : "memory"); }

QK_QUADS_INLINE qk_sums qk_spread_sum(int32_t sum) { return vdupq_n_s32(sum); }
QK_QUADS_INLINE qk_sums qk_add_sums(qk_sums a, qk_sums b) { return vaddq_s32(a, b); }

/// sums - other * factor
QK_QUADS_INLINE qk_sums qk_subtract_times(qk_sums sums, qk_sums other, int32_t factor) {
    return vmlsq_n_s32(sums, other, factor);
}

/// The sums of the elements of each of 16 vectors.
QK_QUADS_INLINE void qk_add_across(const qk_sums v[16], qk_sums totals[4]) {
    QK_UNROLL for (size_t i = 0; i < 16; i += 4) {
        totals[i / 4] = vpaddq_s32(vpaddq_s32(v[i], v[i + 1]), vpaddq_s32(v[i + 2], v[i + 3]));
    }
}

/// Sums in units of the output's scale, rounded.
QK_QUADS_INLINE qk_sums qk_round(const qk_rule *rule, qk_sums sums, qk_factors multipliers) {
    return qk_round_sums_neon(rule, sums, multipliers);
}

/// `qk_round` without bounds: what is too high becomes the highest int32.
QK_QUADS_INLINE qk_sums qk_round_within(qk_sums sums, qk_factors multipliers) {
    return vcvtnq_s32_f32(vmulq_f32(vcvtq_f32_s32(sums), multipliers));
}

/// The bytes for four vectors of rounded sums, one vector's behind the other's.
QK_QUADS_INLINE qk_results qk_pack(const qk_rule *rule, qk_sums a, qk_sums b, qk_sums c, qk_sums d) {
    return qk_pack_sums_neon(rule, a, b, c, d);
}

/// The rounded numbers and the zero point of two vectors of sums.
QK_QUADS_INLINE qk_shorts qk_pack_pair(const qk_rule *rule, qk_sums a, qk_sums b) {
    return qk_pack_pair_neon(rule, a, b);
}

/// The bytes for two pairs, without the table.
QK_QUADS_INLINE qk_results qk_pack_pairs(const qk_rule *rule, qk_shorts low, qk_shorts high) {
    return qk_pack_pairs_neon(rule, low, high);
}

/// The table's entries for packed results.
QK_QUADS_INLINE qk_results qk_look_results_up(const qk_rule *rule, qk_results results) {
    return qk_look_up_neon(rule->table, results);
}

/// Stores one of the halves or quarters of the results, or all of them.
QK_QUADS_INLINE void qk_store_part(int8_t *target, qk_results results, const size_t part, const size_t parts) {
    if (parts == 1) {
        vst1q_s8(target, results);
    } else if (parts == 2) {
        vst1_s8(target, part == 0 ? vget_low_s8(results) : vget_high_s8(results));
    } else {
        int32_t quarters[4];
        vst1q_s32(quarters, vreinterpretq_s32_s8(results));
        memcpy(target, quarters + part, sizeof *quarters);
    }
}

/// Stores the first `count` bytes of a part.
QK_QUADS_INLINE void qk_store_first_of_part(
    int8_t *target, qk_results results, const size_t part, const size_t parts, size_t count
) {
    int8_t all[16];
    vst1q_s8(all, results);
    memcpy(target, all + part * 16 / parts, count);
}

QK_QUADS_INLINE void qk_lay_out_elements(
    const qk_s8_conv *p, const int8_t *source, qk_s8_element *target, size_t count
) {
    (void)p;
    memcpy(target, source, count);
}

/// The pixels of one place of the only strip.
QK_QUADS_INLINE qk_quads qk_load_strips(const int8_t *const *sources, const size_t strips) {
    (void)strips;
    return vld1q_s8(sources[0]);
}

/// Lays out the quads of four pixels: byte 4 c + i is channel c of pixel i.
QK_QUADS_INLINE void qk_store_quads(qk_s8_element *target, const qk_quads pixels[4]) {
    int8x16x4_t four = {{pixels[0], pixels[1], pixels[2], pixels[3]}};
    vst4q_s8(target, four);
}

#endif
