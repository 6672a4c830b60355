/// Rounding of integer results: `scalar_integer.h` for 16 sums at a time.

#ifndef QK_INTERNAL_NEON_INTEGER_H
#define QK_INTERNAL_NEON_INTEGER_H

#include "neon_math.h"

/// What `qk_s8_output` says, spread over vectors.
typedef struct qk_s8_output_neon {
    float32x4_t greatest;
    int16x8_t zero_point;
    int8x16_t minimum;
    int8x16_t maximum;
    int has_table;
    /// The table's entries in fours of 64.
    int8x16x4_t table[4];
} qk_s8_output_neon;

QK_NEON_INLINE int8x16x4_t qk_load_64(const int8_t *source) {
    return (int8x16x4_t){
        {vld1q_s8(source), vld1q_s8(source + 16), vld1q_s8(source + 32), vld1q_s8(source + 48)}};
}

QK_NEON_INLINE qk_s8_output_neon qk_spread_output_neon(qk_s8_output output) {
    qk_s8_output_neon spread;
    spread.greatest = vdupq_n_f32((float)(output.maximum - output.zero_point));
    spread.zero_point = vdupq_n_s16((int16_t)output.zero_point);
    spread.minimum = vdupq_n_s8(output.minimum);
    spread.maximum = vdupq_n_s8(output.maximum);
    spread.has_table = output.table != NULL;
    if (output.table == NULL) return spread;
    for (size_t i = 0; i < 4; i++) spread.table[i] = qk_load_64(output.table + 64 * i);
    return spread;
}

/// The table's entries for 16 indices.
QK_NEON_INLINE int8x16_t qk_look_up_neon(const int8x16x4_t table[4], int8x16_t index) {
    uint8x16_t place = vreinterpretq_u8_s8(index);
    // Beyond 64 entries, a look-up leaves what is there already.
    int8x16_t found = vqtbl4q_s8(table[0], place);
    for (size_t i = 1; i < 4; i++) {
        place = vsubq_u8(place, vdupq_n_u8(64));
        found = vqtbx4q_s8(found, table[i], place);
    }
    return found;
}

/// Four sums in units of the output's scale, rounded.
QK_NEON_INLINE int32x4_t qk_round_sums_neon(const qk_s8_output_neon *output, int32x4_t sums, float32x4_t multipliers) {
    float32x4_t scaled = vmulq_f32(vcvtq_f32_s32(sums), multipliers);
    return vcvtnq_s32_f32(vminq_f32(scaled, output->greatest));
}

/// The rounded numbers and the zero point of two vectors of sums.
QK_NEON_INLINE int16x8_t qk_pack_pair_neon(const qk_s8_output_neon *output, int32x4_t a, int32x4_t b) {
    return vqaddq_s16(vqmovn_high_s32(vqmovn_s32(a), b), output->zero_point);
}

/// The bytes for two pairs, without the table.
QK_NEON_INLINE int8x16_t qk_pack_pairs_neon(const qk_s8_output_neon *output, int16x8_t low, int16x8_t high) {
    int8x16_t bytes = vqmovn_high_s16(vqmovn_s16(low), high);
    return vminq_s8(vmaxq_s8(bytes, output->minimum), output->maximum);
}

/// The bytes for four vectors of rounded sums, one vector's behind the other's.
QK_NEON_INLINE int8x16_t
qk_pack_sums_neon(const qk_s8_output_neon *output, int32x4_t a, int32x4_t b, int32x4_t c, int32x4_t d) {
    int8x16_t bytes = qk_pack_pairs_neon(output, qk_pack_pair_neon(output, a, b), qk_pack_pair_neon(output, c, d));
    return output->has_table ? qk_look_up_neon(output->table, bytes) : bytes;
}

#endif
