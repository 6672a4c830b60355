#include "../internal/kernels.h"

#if QK_HAS_NEON

#include "../internal/neon_integer.h"
#include "../internal/s8_binary.h"

/// A rule spread over vectors.
typedef struct spread_rule {
    int32x4_t a_multiplier;
    int32x4_t b_multiplier;
    int32x4_t bias;
    /// To the left, so it is not positive.
    int32x4_t shift;
    int16x8_t a_zero_point;
    int16x8_t b_zero_point;
    float32x4_t multiplier;
    /// The greatest sum, less the zero point.
    int32x4_t greatest;
    qk_s8_output_neon output;
} spread_rule;

QK_NEON_INLINE spread_rule spread(const qk_s8_binary_rule *rule) {
    return (spread_rule){
        .a_multiplier = vdupq_n_s32(rule->a_multiplier),
        .b_multiplier = vdupq_n_s32(rule->b_multiplier),
        .bias = vdupq_n_s32(rule->bias),
        .shift = vdupq_n_s32(-rule->shift),
        .a_zero_point = vdupq_n_s16((int16_t)rule->a_zero_point),
        .b_zero_point = vdupq_n_s16((int16_t)rule->b_zero_point),
        .multiplier = vdupq_n_f32(rule->multiplier),
        .greatest = vdupq_n_s32(rule->output.maximum - rule->output.zero_point),
        .output = qk_spread_output_neon(rule->output),
    };
}

QK_NEON_INLINE int32x4_t add_four(const spread_rule *rule, int16x4_t a, int16x4_t b) {
    int32x4_t sum = vmlaq_s32(rule->bias, vmovl_s16(b), rule->b_multiplier);
    sum = vmlaq_s32(sum, vmovl_s16(a), rule->a_multiplier);
    return vminq_s32(vshlq_s32(sum, rule->shift), rule->greatest);
}

QK_NEON_INLINE int32x4_t multiply_four(const spread_rule *rule, int16x4_t a, int16x4_t b) {
    return qk_round_sums_neon(&rule->output, vmull_s16(a, b), rule->multiplier);
}

/// Combines 16 elements of A and of B; the function is a constant where it is inlined.
QK_NEON_INLINE int8x16_t
combine_block(const qk_s8_binary_function function, const spread_rule *rule, int8x16_t a, int8x16_t b) {
    if (function == QK_S8_BINARY_MAXIMUM || function == QK_S8_BINARY_MINIMUM) {
        int8x16_t bytes = function == QK_S8_BINARY_MAXIMUM ? vmaxq_s8(a, b) : vminq_s8(a, b);
        return rule->output.has_table ? qk_look_up_neon(rule->output.table, bytes) : bytes;
    }
    int16x8_t a_halves[2] = {vmovl_s8(vget_low_s8(a)), vmovl_high_s8(a)};
    int16x8_t b_halves[2] = {vmovl_s8(vget_low_s8(b)), vmovl_high_s8(b)};
    int32x4_t results[4];
    QK_UNROLL for (size_t i = 0; i < 2; i++) {
        int16x8_t x = a_halves[i];
        int16x8_t y = b_halves[i];
        if (function == QK_S8_BINARY_ADD) {
            results[2 * i] = add_four(rule, vget_low_s16(x), vget_low_s16(y));
            results[2 * i + 1] = add_four(rule, vget_high_s16(x), vget_high_s16(y));
        } else {
            x = vsubq_s16(x, rule->a_zero_point);
            y = vsubq_s16(y, rule->b_zero_point);
            results[2 * i] = multiply_four(rule, vget_low_s16(x), vget_low_s16(y));
            results[2 * i + 1] = multiply_four(rule, vget_high_s16(x), vget_high_s16(y));
        }
    }
    return qk_pack_sums_neon(&rule->output, results[0], results[1], results[2], results[3]);
}

/// Combines a run in which A is dense and B is dense or stands still.
QK_NEON_INLINE void combine_run(
    const qk_s8_binary_function function, const spread_rule *rule, const int8_t *a, const int8_t *b, int8_t *c,
    size_t count, int b_stands
) {
    const int8x16_t still = vdupq_n_s8(*b);
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        vst1q_s8(c + i, combine_block(function, rule, vld1q_s8(a + i), b_stands ? still : vld1q_s8(b + i)));
    }
    if (i == count) return;
    int8_t last_a[16] = {0};
    int8_t last_b[16] = {0};
    memcpy(last_a, a + i, count - i);
    if (!b_stands) memcpy(last_b, b + i, count - i);
    int8_t last_c[16];
    vst1q_s8(last_c, combine_block(function, rule, vld1q_s8(last_a), b_stands ? still : vld1q_s8(last_b)));
    memcpy(c + i, last_c, count - i);
}

static void combine(
    const void *spread_rule_of_runs, qk_s8_binary_function function, const int8_t *a, const int8_t *b, int8_t *c,
    size_t count, int b_stands
) {
    const spread_rule *rule = spread_rule_of_runs;
    switch (function) {
    case QK_S8_BINARY_ADD: combine_run(QK_S8_BINARY_ADD, rule, a, b, c, count, b_stands); return;
    case QK_S8_BINARY_MUL: combine_run(QK_S8_BINARY_MUL, rule, a, b, c, count, b_stands); return;
    case QK_S8_BINARY_MAXIMUM: combine_run(QK_S8_BINARY_MAXIMUM, rule, a, b, c, count, b_stands); return;
    case QK_S8_BINARY_MINIMUM: combine_run(QK_S8_BINARY_MINIMUM, rule, a, b, c, count, b_stands); return;
    case QK_S8_BINARY_PAIR: return;
    }
}

void qk_s8_binary_neon(const qk_s8_binary *arguments, qk_range elements) {
    assert(elements.begin <= elements.end);
    if (elements.begin == elements.end) return;
    qk_s8_runs runs;
    if (!qk_find_s8_runs(arguments, &runs)) {
        qk_s8_binary_scalar(arguments, elements);
        return;
    }
    spread_rule rule = spread(&runs.binary.rule);
    qk_combine_s8_runs(&runs, elements, combine, &rule);
}

#endif
