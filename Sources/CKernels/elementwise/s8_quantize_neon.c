#include "../internal/kernels.h"

#if QK_HAS_NEON

#include "../internal/neon_integer.h"

QK_NEON_INLINE int32x4_t quantize_four(const qk_s8_output_neon *rule, const float *input, float32x4_t multiplier) {
    float32x4_t scaled = vmulq_f32(vld1q_f32(input), multiplier);
    // A NaN is not less and becomes the bound.
    return vcvtnq_s32_f32(vbslq_f32(vcltq_f32(scaled, rule->greatest), scaled, rule->greatest));
}

void qk_s8_quantize_neon(
    float multiplier, qk_s8_output output_rule, const float *input, int8_t *output, size_t count
) {
    qk_s8_output_neon rule = qk_spread_output_neon(output_rule);
    float32x4_t factor = vdupq_n_f32(multiplier);
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        int8x16_t bytes = qk_pack_sums_neon(
            &rule, quantize_four(&rule, input + i, factor), quantize_four(&rule, input + i + 4, factor),
            quantize_four(&rule, input + i + 8, factor), quantize_four(&rule, input + i + 12, factor));
        vst1q_s8(output + i, bytes);
    }
    qk_s8_quantize_scalar(multiplier, output_rule, input + i, output + i, count - i);
}

#endif
