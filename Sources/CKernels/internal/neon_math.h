/// Activations of four numbers: `scalar_math.h` operation by operation.

#ifndef QK_INTERNAL_NEON_MATH_H
#define QK_INTERNAL_NEON_MATH_H

#include "exponential.h"
#include "kernels.h"

#include <arm_neon.h>
#include <float.h>

#define QK_NEON_INLINE static inline __attribute__((always_inline))

/// The first `count` of four numbers, and zeros; reads no further.
QK_NEON_INLINE float32x4_t qk_load_first_neon(const float *source, size_t count) {
    if (count >= 4) return vld1q_f32(source);
    float few[4] = {0};
    for (size_t i = 0; i < count; i++) few[i] = source[i];
    return vld1q_f32(few);
}

/// Stores the first `count` of four numbers.
QK_NEON_INLINE void qk_store_first_neon(float *target, float32x4_t value, size_t count) {
    if (count >= 4) {
        vst1q_f32(target, value);
        return;
    }
    float all[4];
    vst1q_f32(all, value);
    for (size_t i = 0; i < count; i++) target[i] = all[i];
}

/// a * b + c with one rounding.
QK_NEON_INLINE float32x4_t qk_fma_neon(float32x4_t a, float32x4_t b, float32x4_t c) { return vfmaq_f32(c, a, b); }

/// The larger ones; x where either is NaN.
QK_NEON_INLINE float32x4_t qk_at_least_neon(float32x4_t bound, float32x4_t x) {
    return vbslq_f32(vcgtq_f32(bound, x), bound, x);
}

/// The smaller ones; x where either is NaN.
QK_NEON_INLINE float32x4_t qk_at_most_neon(float32x4_t bound, float32x4_t x) {
    return vbslq_f32(vcltq_f32(bound, x), bound, x);
}

/// 2^n for the low bits n + 127 of each lane.
QK_NEON_INLINE float32x4_t qk_power_of_two_neon(uint32x4_t exponents) {
    return vreinterpretq_f32_u32(vshlq_n_u32(exponents, 23));
}

typedef struct qk_exp_parts_neon {
    uint32x4_t exponent;
    float32x4_t fraction;
} qk_exp_parts_neon;

QK_NEON_INLINE qk_exp_parts_neon qk_split_exp_neon(float32x4_t x) {
    float32x4_t bias = vdupq_n_f32(QK_ROUNDING_BIAS);
    float32x4_t biased = qk_fma_neon(x, vdupq_n_f32(QK_LOG2_E), bias);
    float32x4_t n = vsubq_f32(biased, bias);
    float32x4_t r = qk_fma_neon(n, vdupq_n_f32(-QK_LN2_HIGH), x);
    r = qk_fma_neon(n, vdupq_n_f32(-QK_LN2_LOW), r);
    float32x4_t q = qk_fma_neon(r, vdupq_n_f32(QK_EXP_Q4), vdupq_n_f32(QK_EXP_Q3));
    q = qk_fma_neon(r, q, vdupq_n_f32(QK_EXP_Q2));
    q = qk_fma_neon(r, q, vdupq_n_f32(QK_EXP_Q1));
    q = qk_fma_neon(r, q, vdupq_n_f32(QK_EXP_Q0));
    float32x4_t fraction = qk_fma_neon(vmulq_f32(r, r), q, r);
    return (qk_exp_parts_neon){vreinterpretq_u32_f32(biased), fraction};
}

QK_NEON_INLINE float32x4_t qk_exp_neon(float32x4_t x) {
    x = qk_at_most_neon(vdupq_n_f32(QK_EXP_GREATEST), x);
    x = qk_at_least_neon(vdupq_n_f32(QK_EXP_LEAST), x);
    qk_exp_parts_neon parts = qk_split_exp_neon(x);
    uint32x4_t exponents = vsubq_u32(parts.exponent, vdupq_n_u32(QK_ROUNDING_BIAS_BITS - 2 * 127));
    uint32x4_t half = vshrq_n_u32(exponents, 1);
    float32x4_t scale = qk_power_of_two_neon(half);
    return vmulq_f32(qk_fma_neon(scale, parts.fraction, scale), qk_power_of_two_neon(vsubq_u32(exponents, half)));
}

QK_NEON_INLINE float32x4_t qk_exp_of_negative_neon(float32x4_t x) {
    qk_exp_parts_neon parts = qk_split_exp_neon(x);
    float32x4_t scale = qk_power_of_two_neon(parts.exponent);
    float32x4_t result = qk_fma_neon(scale, parts.fraction, scale);
    uint32x4_t is_zero = vcltq_f32(x, vdupq_n_f32(QK_EXP_LEAST_NORMAL));
    return vbslq_f32(is_zero, vdupq_n_f32(0), result);
}

QK_NEON_INLINE float32x4_t qk_expm1_of_negative_neon(float32x4_t x) {
    qk_exp_parts_neon parts = qk_split_exp_neon(qk_at_least_neon(vdupq_n_f32(QK_EXPM1_LEAST), x));
    float32x4_t scale = qk_power_of_two_neon(parts.exponent);
    return qk_fma_neon(scale, parts.fraction, vsubq_f32(scale, vdupq_n_f32(1)));
}

QK_NEON_INLINE float32x4_t qk_logistic_neon(float32x4_t x) {
    float32x4_t one = vdupq_n_f32(1);
    float32x4_t e = qk_exp_of_negative_neon(vnegq_f32(vabsq_f32(x)));
    uint32x4_t is_negative = vcltzq_s32(vreinterpretq_s32_f32(x));
    return vdivq_f32(vbslq_f32(is_negative, e, one), vaddq_f32(one, e));
}

QK_NEON_INLINE float32x4_t qk_swish_neon(float32x4_t x) {
    float32x4_t bias = vdupq_n_f32(QK_ROUNDING_BIAS);
    x = qk_at_least_neon(vdupq_n_f32(-QK_SWISH_BOUND), x);
    float32x4_t t = qk_at_most_neon(vdupq_n_f32(QK_SWISH_BOUND), x);
    float32x4_t biased = qk_fma_neon(t, vdupq_n_f32(-QK_LOG2_E), bias);
    float32x4_t n = vsubq_f32(biased, bias);
    float32x4_t r = vfmsq_f32(vnegq_f32(t), n, vdupq_n_f32(QK_LN2));
    float32x4_t p = qk_fma_neon(r, vdupq_n_f32(QK_SWISH_P4), vdupq_n_f32(QK_SWISH_P3));
    p = qk_fma_neon(r, p, vdupq_n_f32(QK_SWISH_P2));
    p = qk_fma_neon(r, p, vdupq_n_f32(QK_SWISH_P1));
    p = qk_fma_neon(r, p, vdupq_n_f32(QK_SWISH_P0));
    float32x4_t scale = qk_power_of_two_neon(vreinterpretq_u32_f32(biased));
    float32x4_t e = qk_fma_neon(vmulq_f32(scale, r), p, scale);
    return vdivq_f32(x, vaddq_f32(vdupq_n_f32(1), e));
}

QK_NEON_INLINE float32x4_t qk_hard_swish_neon(float32x4_t x) {
    float32x4_t gate = qk_at_most_neon(vdupq_n_f32(6), vaddq_f32(x, vdupq_n_f32(3)));
    gate = vmulq_f32(qk_at_least_neon(vdupq_n_f32(0), gate), vdupq_n_f32(QK_ONE_SIXTH));
    return vmulq_f32(qk_at_least_neon(vdupq_n_f32(-FLT_MAX), x), gate);
}

QK_NEON_INLINE float32x4_t qk_tanh_neon(float32x4_t x) {
    float32x4_t e = qk_expm1_of_negative_neon(vmulq_f32(vdupq_n_f32(-2), vabsq_f32(x)));
    float32x4_t magnitude = vdivq_f32(vsubq_f32(vdupq_n_f32(0), e), vaddq_f32(vdupq_n_f32(2), e));
    return vbslq_f32(vdupq_n_u32(0x80000000u), x, magnitude);
}

QK_NEON_INLINE float32x4_t qk_elu_neon(float32x4_t x, float32x4_t alpha) {
    float32x4_t zero = vdupq_n_f32(0);
    float32x4_t below = vmulq_f32(alpha, qk_expm1_of_negative_neon(qk_at_most_neon(zero, x)));
    return vbslq_f32(vcgtq_f32(x, zero), x, below);
}

QK_NEON_INLINE float32x4_t qk_leaky_relu_neon(float32x4_t x, float32x4_t alpha) {
    return vbslq_f32(vcltq_f32(x, vdupq_n_f32(0)), vmulq_f32(alpha, x), x);
}

QK_NEON_INLINE float32x4_t qk_gelu_by_tanh_neon(float32x4_t x) {
    float32x4_t cubic = vmulq_f32(vdupq_n_f32(QK_GELU_CUBIC), x);
    float32x4_t inner = vmulq_f32(vdupq_n_f32(QK_SQRT_2_OVER_PI), qk_fma_neon(cubic, vmulq_f32(x, x), x));
    float32x4_t half = vmulq_f32(vdupq_n_f32(0.5f), qk_at_least_neon(vdupq_n_f32(-FLT_MAX), x));
    return vmulq_f32(half, vaddq_f32(vdupq_n_f32(1), qk_tanh_neon(inner)));
}

QK_NEON_INLINE float32x4_t qk_sign_neon(float32x4_t x) {
    float32x4_t zero = vdupq_n_f32(0);
    float32x4_t result = vbslq_f32(vcgtq_f32(x, zero), vdupq_n_f32(1), x);
    return vbslq_f32(vcltq_f32(x, zero), vdupq_n_f32(-1), result);
}

/// The bounds of an activation, or of its identity.
QK_NEON_INLINE float32x4_t qk_clamp_neon(qk_f32_activation activation, float32x4_t x) {
    x = qk_at_least_neon(vdupq_n_f32(activation.minimum), x);
    return qk_at_most_neon(vdupq_n_f32(activation.maximum), x);
}

/// Activates `rows` rows of `columns` elements that lie `stride` elements apart, which have just been stored.
static inline void qk_activate_tile_neon(
    qk_f32_activation activation, float *tile, ptrdiff_t stride, size_t rows, size_t columns
) {
    for (size_t row = 0; row < rows; row++, tile += stride) qk_f32_unary_neon(activation, tile, tile, columns);
}

#endif
