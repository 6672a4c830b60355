/// Activations of one number, as the scalar kernels compute them; the SIMD ones follow them operation by operation.

#ifndef QK_INTERNAL_SCALAR_MATH_H
#define QK_INTERNAL_SCALAR_MATH_H

#include "exponential.h"
#include "kernels.h"

#include <float.h>

static inline float qk_from_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint32_t qk_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/// a * b + c with one rounding.
static inline float qk_fma(float a, float b, float c) {
#if defined(__FMA__) || defined(__aarch64__)
    return __builtin_fmaf(a, b, c);
#else
    // The product is exact in double precision. Rounding the sum to odd there makes the second rounding, to float,
    // come out as if it were the only one (Boldo and Melquiond, 2008).
    double product = (double)a * (double)b;
    double addend = c;
    double sum = product + addend;
    double part = sum - product;
    double rest = (product - (sum - part)) + (addend - part);
    if (rest > 0 || rest < 0) {
        int64_t bits;
        memcpy(&bits, &sum, sizeof bits);
        if ((bits & 1) == 0) bits += ((rest > 0) == (sum > 0)) ? 1 : -1;
        memcpy(&sum, &bits, sizeof sum);
    }
    return (float)sum;
#endif
}

/// The larger one; x if either is NaN.
static inline float qk_at_least(float bound, float x) { return bound > x ? bound : x; }

/// The smaller one; x if either is NaN.
static inline float qk_at_most(float bound, float x) { return bound < x ? bound : x; }

/// exp(x) = scale * (1 + fraction), for x within the bounds of `exponential.h`.
typedef struct qk_exp_parts {
    /// n + 127 in the low bits.
    uint32_t exponent;
    float fraction;
} qk_exp_parts;

static inline qk_exp_parts qk_split_exp(float x) {
    float biased = qk_fma(x, QK_LOG2_E, QK_ROUNDING_BIAS);
    float n = biased - QK_ROUNDING_BIAS;
    float r = qk_fma(n, -QK_LN2_HIGH, x);
    r = qk_fma(n, -QK_LN2_LOW, r);
    float q = qk_fma(r, QK_EXP_Q4, QK_EXP_Q3);
    q = qk_fma(r, q, QK_EXP_Q2);
    q = qk_fma(r, q, QK_EXP_Q1);
    q = qk_fma(r, q, QK_EXP_Q0);
    return (qk_exp_parts){qk_bits(biased), qk_fma(r * r, q, r)};
}

/// exp(x) for all x.
static inline float qk_exp(float x) {
    x = qk_at_least(QK_EXP_LEAST, qk_at_most(QK_EXP_GREATEST, x));
    qk_exp_parts parts = qk_split_exp(x);
    // Two factors, since 2^n alone may overflow or be subnormal.
    uint32_t exponents = parts.exponent - QK_ROUNDING_BIAS_BITS + 2 * 127;
    uint32_t half = exponents >> 1;
    float scale = qk_from_bits(half << 23);
    float rest = qk_from_bits((exponents - half) << 23);
    return qk_fma(scale, parts.fraction, scale) * rest;
}

/// exp(x) for x <= 0, with 0 for what would be subnormal.
static inline float qk_exp_of_negative(float x) {
    if (x < QK_EXP_LEAST_NORMAL) return 0;
    qk_exp_parts parts = qk_split_exp(x);
    float scale = qk_from_bits(parts.exponent << 23);
    return qk_fma(scale, parts.fraction, scale);
}

/// exp(x) - 1 for x <= 0, with a small relative error near 0 as well.
static inline float qk_expm1_of_negative(float x) {
    qk_exp_parts parts = qk_split_exp(qk_at_least(QK_EXPM1_LEAST, x));
    float scale = qk_from_bits(parts.exponent << 23);
    return qk_fma(scale, parts.fraction, scale - 1);
}

static inline float qk_logistic(float x) {
    float e = qk_exp_of_negative(qk_from_bits(qk_bits(x) | 0x80000000u));
    float numerator = (qk_bits(x) >> 31) != 0 ? e : 1;
    return numerator / (1 + e);
}

/// x / (1 + exp(-x)) with x held above the negative bound, so that -inf gives -1e-36 rather than NaN.
static inline float qk_swish(float x) {
    x = qk_at_least(-QK_SWISH_BOUND, x);
    float t = qk_at_most(QK_SWISH_BOUND, x);
    float biased = qk_fma(t, -QK_LOG2_E, QK_ROUNDING_BIAS);
    float n = biased - QK_ROUNDING_BIAS;
    float r = qk_fma(-n, QK_LN2, -t);
    float p = qk_fma(r, QK_SWISH_P4, QK_SWISH_P3);
    p = qk_fma(r, p, QK_SWISH_P2);
    p = qk_fma(r, p, QK_SWISH_P1);
    p = qk_fma(r, p, QK_SWISH_P0);
    float scale = qk_from_bits(qk_bits(biased) << 23);
    float e = qk_fma(scale * r, p, scale);
    return x / (1 + e);
}

static inline float qk_tanh(float x) {
    uint32_t sign = qk_bits(x) & 0x80000000u;
    float e = qk_expm1_of_negative(-2 * qk_from_bits(qk_bits(x) ^ sign));
    float magnitude = (0 - e) / (2 + e);
    return qk_from_bits((qk_bits(magnitude) & 0x7fffffffu) | sign);
}

static inline float qk_elu(float x, float alpha) {
    return x > 0 ? x : alpha * qk_expm1_of_negative(x);
}

/// The function alone, without bounds.
static inline float qk_apply(qk_function function, float alpha, float x) {
    switch (function) {
    case QK_FUNCTION_IDENTITY: return x;
    case QK_FUNCTION_LOGISTIC: return qk_logistic(x);
    case QK_FUNCTION_SWISH: return qk_swish(x);
    case QK_FUNCTION_HARD_SWISH:
        return qk_at_least(-FLT_MAX, x) * (qk_at_least(0, qk_at_most(6, x + 3)) * QK_ONE_SIXTH);
    case QK_FUNCTION_TANH: return qk_tanh(x);
    case QK_FUNCTION_ELU: return qk_elu(x, alpha);
    case QK_FUNCTION_LEAKY_RELU: return x < 0 ? alpha * x : x;
    case QK_FUNCTION_GELU: return 0.5f * qk_at_least(-FLT_MAX, x) * (1 + erff(x * QK_SQRT_HALF));
    case QK_FUNCTION_GELU_BY_TANH:
        return 0.5f * qk_at_least(-FLT_MAX, x)
            * (1 + qk_tanh(QK_SQRT_2_OVER_PI * qk_fma(QK_GELU_CUBIC * x, x * x, x)));
    case QK_FUNCTION_EXP: return qk_exp(x);
    case QK_FUNCTION_LOG: return logf(x);
    case QK_FUNCTION_SQRT: return sqrtf(x);
    case QK_FUNCTION_RSQRT: return 1 / sqrtf(x);
    case QK_FUNCTION_SQUARE: return x * x;
    case QK_FUNCTION_ABS: return fabsf(x);
    case QK_FUNCTION_NEG: return -x;
    case QK_FUNCTION_SIN: return sinf(x);
    case QK_FUNCTION_COS: return cosf(x);
    case QK_FUNCTION_FLOOR: return floorf(x);
    case QK_FUNCTION_CEIL: return ceilf(x);
    case QK_FUNCTION_ROUND: return rintf(x);
    case QK_FUNCTION_SIGN: return x > 0 ? 1 : (x < 0 ? -1 : x);
    }
}

static inline float qk_activate(qk_f32_activation activation, float x) {
    x = qk_apply(activation.function, activation.alpha, x);
    return qk_at_most(activation.maximum, qk_at_least(activation.minimum, x));
}

#endif
