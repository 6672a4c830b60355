/// Activations of eight numbers: `scalar_math.h` operation by operation.

#ifndef QK_INTERNAL_AVX2_MATH_H
#define QK_INTERNAL_AVX2_MATH_H

#include "exponential.h"
#include "kernels.h"

#include <float.h>
#include <immintrin.h>

#define QK_AVX2_INLINE QK_AVX2 static inline __attribute__((always_inline))

/// All bits set in the first `count` of eight lanes; `count` is at most 8.
QK_AVX2_INLINE __m256i qk_first_lanes(size_t count) {
    static const int32_t lanes[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
    return _mm256_loadu_si256((const __m256i *)(lanes + 8 - count));
}

/// The first `count` of eight numbers, and zeros; reads no further.
QK_AVX2_INLINE __m256 qk_load_first(const float *source, size_t count) {
    return count >= 8 ? _mm256_loadu_ps(source) : _mm256_maskload_ps(source, qk_first_lanes(count));
}

/// Stores the first `count` of eight numbers. In pieces, because masked stores are slow on AMD's processors.
QK_AVX2_INLINE void qk_store_first(float *target, __m256 value, size_t count) {
    if (count >= 8) {
        _mm256_storeu_ps(target, value);
        return;
    }
    __m128 rest = _mm256_castps256_ps128(value);
    if (count & 4) {
        _mm_storeu_ps(target, rest);
        rest = _mm256_extractf128_ps(value, 1);
        target += 4;
    }
    if (count & 2) {
        _mm_storel_pi((__m64 *)target, rest);
        rest = _mm_movehl_ps(rest, rest);
        target += 2;
    }
    if (count & 1) _mm_store_ss(target, rest);
}

/// The larger ones; x where either is NaN.
QK_AVX2_INLINE __m256 qk_at_least_avx2(__m256 bound, __m256 x) { return _mm256_max_ps(bound, x); }

/// The smaller ones; x where either is NaN.
QK_AVX2_INLINE __m256 qk_at_most_avx2(__m256 bound, __m256 x) { return _mm256_min_ps(bound, x); }

typedef struct qk_exp_parts_avx2 {
    __m256i exponent;
    __m256 fraction;
} qk_exp_parts_avx2;

QK_AVX2_INLINE qk_exp_parts_avx2 qk_split_exp_avx2(__m256 x) {
    __m256 bias = _mm256_set1_ps(QK_ROUNDING_BIAS);
    __m256 biased = _mm256_fmadd_ps(x, _mm256_set1_ps(QK_LOG2_E), bias);
    __m256 n = _mm256_sub_ps(biased, bias);
    __m256 r = _mm256_fmadd_ps(n, _mm256_set1_ps(-QK_LN2_HIGH), x);
    r = _mm256_fmadd_ps(n, _mm256_set1_ps(-QK_LN2_LOW), r);
    __m256 q = _mm256_fmadd_ps(r, _mm256_set1_ps(QK_EXP_Q4), _mm256_set1_ps(QK_EXP_Q3));
    q = _mm256_fmadd_ps(r, q, _mm256_set1_ps(QK_EXP_Q2));
    q = _mm256_fmadd_ps(r, q, _mm256_set1_ps(QK_EXP_Q1));
    q = _mm256_fmadd_ps(r, q, _mm256_set1_ps(QK_EXP_Q0));
    __m256 fraction = _mm256_fmadd_ps(_mm256_mul_ps(r, r), q, r);
    return (qk_exp_parts_avx2){_mm256_castps_si256(biased), fraction};
}

QK_AVX2_INLINE __m256 qk_exp_avx2(__m256 x) {
    x = qk_at_most_avx2(_mm256_set1_ps(QK_EXP_GREATEST), x);
    x = qk_at_least_avx2(_mm256_set1_ps(QK_EXP_LEAST), x);
    qk_exp_parts_avx2 parts = qk_split_exp_avx2(x);
    __m256i exponents = _mm256_sub_epi32(parts.exponent, _mm256_set1_epi32((int)(QK_ROUNDING_BIAS_BITS - 2 * 127)));
    __m256i half = _mm256_srli_epi32(exponents, 1);
    __m256 scale = _mm256_castsi256_ps(_mm256_slli_epi32(half, 23));
    __m256 rest = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_sub_epi32(exponents, half), 23));
    return _mm256_mul_ps(_mm256_fmadd_ps(scale, parts.fraction, scale), rest);
}

QK_AVX2_INLINE __m256 qk_exp_of_negative_avx2(__m256 x) {
    qk_exp_parts_avx2 parts = qk_split_exp_avx2(x);
    __m256 scale = _mm256_castsi256_ps(_mm256_slli_epi32(parts.exponent, 23));
    __m256 result = _mm256_fmadd_ps(scale, parts.fraction, scale);
    return _mm256_andnot_ps(_mm256_cmp_ps(x, _mm256_set1_ps(QK_EXP_LEAST_NORMAL), _CMP_LT_OQ), result);
}

QK_AVX2_INLINE __m256 qk_expm1_of_negative_avx2(__m256 x) {
    qk_exp_parts_avx2 parts = qk_split_exp_avx2(qk_at_least_avx2(_mm256_set1_ps(QK_EXPM1_LEAST), x));
    __m256 scale = _mm256_castsi256_ps(_mm256_slli_epi32(parts.exponent, 23));
    return _mm256_fmadd_ps(scale, parts.fraction, _mm256_sub_ps(scale, _mm256_set1_ps(1)));
}

QK_AVX2_INLINE __m256 qk_logistic_avx2(__m256 x) {
    __m256 one = _mm256_set1_ps(1);
    __m256 e = qk_exp_of_negative_avx2(_mm256_or_ps(x, _mm256_set1_ps(-0.0f)));
    return _mm256_div_ps(_mm256_blendv_ps(one, e, x), _mm256_add_ps(one, e));
}

QK_AVX2_INLINE __m256 qk_swish_avx2(__m256 x) {
    __m256 bias = _mm256_set1_ps(QK_ROUNDING_BIAS);
    x = qk_at_least_avx2(_mm256_set1_ps(-QK_SWISH_BOUND), x);
    __m256 t = qk_at_most_avx2(_mm256_set1_ps(QK_SWISH_BOUND), x);
    __m256 biased = _mm256_fmadd_ps(t, _mm256_set1_ps(-QK_LOG2_E), bias);
    __m256 n = _mm256_sub_ps(biased, bias);
    __m256 r = _mm256_fnmsub_ps(n, _mm256_set1_ps(QK_LN2), t);
    __m256 p = _mm256_fmadd_ps(r, _mm256_set1_ps(QK_SWISH_P4), _mm256_set1_ps(QK_SWISH_P3));
    p = _mm256_fmadd_ps(r, p, _mm256_set1_ps(QK_SWISH_P2));
    p = _mm256_fmadd_ps(r, p, _mm256_set1_ps(QK_SWISH_P1));
    p = _mm256_fmadd_ps(r, p, _mm256_set1_ps(QK_SWISH_P0));
    __m256 scale = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(biased), 23));
    __m256 e = _mm256_fmadd_ps(_mm256_mul_ps(scale, r), p, scale);
    return _mm256_div_ps(x, _mm256_add_ps(_mm256_set1_ps(1), e));
}

QK_AVX2_INLINE __m256 qk_hard_swish_avx2(__m256 x) {
    __m256 gate = qk_at_most_avx2(_mm256_set1_ps(6), _mm256_add_ps(x, _mm256_set1_ps(3)));
    gate = _mm256_mul_ps(qk_at_least_avx2(_mm256_setzero_ps(), gate), _mm256_set1_ps(QK_ONE_SIXTH));
    return _mm256_mul_ps(qk_at_least_avx2(_mm256_set1_ps(-FLT_MAX), x), gate);
}

QK_AVX2_INLINE __m256 qk_tanh_avx2(__m256 x) {
    __m256 sign_bit = _mm256_set1_ps(-0.0f);
    __m256 e = qk_expm1_of_negative_avx2(_mm256_mul_ps(_mm256_set1_ps(-2), _mm256_andnot_ps(sign_bit, x)));
    __m256 magnitude = _mm256_div_ps(_mm256_sub_ps(_mm256_setzero_ps(), e), _mm256_add_ps(_mm256_set1_ps(2), e));
    return _mm256_or_ps(_mm256_andnot_ps(sign_bit, magnitude), _mm256_and_ps(sign_bit, x));
}

QK_AVX2_INLINE __m256 qk_elu_avx2(__m256 x, __m256 alpha) {
    __m256 below = _mm256_mul_ps(alpha, qk_expm1_of_negative_avx2(qk_at_most_avx2(_mm256_setzero_ps(), x)));
    return _mm256_blendv_ps(below, x, _mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_GT_OQ));
}

QK_AVX2_INLINE __m256 qk_leaky_relu_avx2(__m256 x, __m256 alpha) {
    __m256 is_below = _mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_LT_OQ);
    return _mm256_blendv_ps(x, _mm256_mul_ps(alpha, x), is_below);
}

QK_AVX2_INLINE __m256 qk_gelu_by_tanh_avx2(__m256 x) {
    __m256 cubic = _mm256_mul_ps(_mm256_set1_ps(QK_GELU_CUBIC), x);
    __m256 inner = _mm256_mul_ps(_mm256_set1_ps(QK_SQRT_2_OVER_PI), _mm256_fmadd_ps(cubic, _mm256_mul_ps(x, x), x));
    __m256 half = _mm256_mul_ps(_mm256_set1_ps(0.5f), qk_at_least_avx2(_mm256_set1_ps(-FLT_MAX), x));
    return _mm256_mul_ps(half, _mm256_add_ps(_mm256_set1_ps(1), qk_tanh_avx2(inner)));
}

QK_AVX2_INLINE __m256 qk_sign_avx2(__m256 x) {
    __m256 zero = _mm256_setzero_ps();
    __m256 result = _mm256_blendv_ps(x, _mm256_set1_ps(1), _mm256_cmp_ps(x, zero, _CMP_GT_OQ));
    return _mm256_blendv_ps(result, _mm256_set1_ps(-1), _mm256_cmp_ps(x, zero, _CMP_LT_OQ));
}

/// The bounds of an activation, or of its identity.
typedef struct qk_bounds_avx2 {
    __m256 minimum;
    __m256 maximum;
} qk_bounds_avx2;

QK_AVX2_INLINE qk_bounds_avx2 qk_bounds_of(qk_f32_activation activation) {
    return (qk_bounds_avx2){_mm256_set1_ps(activation.minimum), _mm256_set1_ps(activation.maximum)};
}

QK_AVX2_INLINE __m256 qk_clamp_avx2(qk_bounds_avx2 bounds, __m256 x) {
    return qk_at_most_avx2(bounds.maximum, qk_at_least_avx2(bounds.minimum, x));
}

/// The sum, and likewise below the extremes, over lanes: of lanes 4 apart, then 2, then 1.
#define QK_HORIZONTAL(name, combine)                                                                                   \
    QK_AVX2_INLINE float name(__m256 x) {                                                                              \
        __m128 four = combine(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));                                 \
        __m128 two = combine(four, _mm_movehl_ps(four, four));                                                         \
        return _mm_cvtss_f32(combine(two, _mm_movehdup_ps(two)));                                                      \
    }
QK_HORIZONTAL(qk_horizontal_sum, _mm_add_ps)
QK_HORIZONTAL(qk_horizontal_minimum, _mm_min_ps)
QK_HORIZONTAL(qk_horizontal_maximum, _mm_max_ps)
#undef QK_HORIZONTAL

/// The larger ones, NaN where either is.
QK_AVX2_INLINE __m256 qk_maximum_avx2(__m256 a, __m256 b) {
    return _mm256_blendv_ps(_mm256_max_ps(a, b), a, _mm256_cmp_ps(a, a, _CMP_UNORD_Q));
}

/// The smaller ones, NaN where either is.
QK_AVX2_INLINE __m256 qk_minimum_avx2(__m256 a, __m256 b) {
    return _mm256_blendv_ps(_mm256_min_ps(a, b), a, _mm256_cmp_ps(a, a, _CMP_UNORD_Q));
}

#endif
