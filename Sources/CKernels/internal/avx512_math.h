/// Activations of sixteen numbers: `scalar_math.h` operation by operation.

#ifndef QK_INTERNAL_AVX512_MATH_H
#define QK_INTERNAL_AVX512_MATH_H

#include "exponential.h"
#include "kernels.h"

#include <float.h>
#include <immintrin.h>

#define QK_AVX512_INLINE QK_AVX512 static inline __attribute__((always_inline))

/// The first `count` of sixteen lanes; `count` may be more.
QK_AVX512_INLINE __mmask16 qk_lanes_512(size_t count) {
    return count >= 16 ? 0xffff : (__mmask16)((1u << count) - 1);
}

/// The larger ones; x where either is NaN.
QK_AVX512_INLINE __m512 qk_at_least_avx512(__m512 bound, __m512 x) { return _mm512_max_ps(bound, x); }

/// The smaller ones; x where either is NaN.
QK_AVX512_INLINE __m512 qk_at_most_avx512(__m512 bound, __m512 x) { return _mm512_min_ps(bound, x); }

/// The sum is the same as `qk_swish` makes: there a power of two is multiplied, here it is added to the exponent.
QK_AVX512_INLINE __m512 qk_swish_avx512(__m512 x) {
    __m512 bias = _mm512_set1_ps(QK_ROUNDING_BIAS - 127);
    x = qk_at_least_avx512(_mm512_set1_ps(-QK_SWISH_BOUND), x);
    __m512 t = qk_at_most_avx512(_mm512_set1_ps(QK_SWISH_BOUND), x);
    __m512 biased = _mm512_fmadd_ps(t, _mm512_set1_ps(-QK_LOG2_E), bias);
    __m512 n = _mm512_sub_ps(biased, bias);
    __m512 r = _mm512_fnmsub_ps(n, _mm512_set1_ps(QK_LN2), t);
    __m512 p = _mm512_fmadd_ps(r, _mm512_set1_ps(QK_SWISH_P4), _mm512_set1_ps(QK_SWISH_P3));
    p = _mm512_fmadd_ps(r, p, _mm512_set1_ps(QK_SWISH_P2));
    p = _mm512_fmadd_ps(r, p, _mm512_set1_ps(QK_SWISH_P1));
    p = _mm512_fmadd_ps(r, p, _mm512_set1_ps(QK_SWISH_P0));
    __m512 one = _mm512_set1_ps(1);
    __m512i exponents = _mm512_slli_epi32(_mm512_castps_si512(biased), 23);
    __m512 e = _mm512_castsi512_ps(
        _mm512_add_epi32(_mm512_castps_si512(_mm512_fmadd_ps(r, p, one)), exponents));
    return _mm512_div_ps(x, _mm512_add_ps(one, e));
}

QK_AVX512_INLINE __m512 qk_logistic_avx512(__m512 x) {
    __m512 bias = _mm512_set1_ps(QK_ROUNDING_BIAS);
    __m512 one = _mm512_set1_ps(1);
    __m512 t = _mm512_or_ps(x, _mm512_set1_ps(-0.0f));
    __m512 biased = _mm512_fmadd_ps(t, _mm512_set1_ps(QK_LOG2_E), bias);
    __m512 n = _mm512_sub_ps(biased, bias);
    __m512 r = _mm512_fmadd_ps(n, _mm512_set1_ps(-QK_LN2_HIGH), t);
    r = _mm512_fmadd_ps(n, _mm512_set1_ps(-QK_LN2_LOW), r);
    __m512 q = _mm512_fmadd_ps(r, _mm512_set1_ps(QK_EXP_Q4), _mm512_set1_ps(QK_EXP_Q3));
    q = _mm512_fmadd_ps(r, q, _mm512_set1_ps(QK_EXP_Q2));
    q = _mm512_fmadd_ps(r, q, _mm512_set1_ps(QK_EXP_Q1));
    q = _mm512_fmadd_ps(r, q, _mm512_set1_ps(QK_EXP_Q0));
    __m512 fraction = _mm512_fmadd_ps(_mm512_mul_ps(r, r), q, r);
    __m512 scale = _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_castps_si512(biased), 23));
    __mmask16 is_normal = _mm512_cmp_ps_mask(t, _mm512_set1_ps(QK_EXP_LEAST_NORMAL), _CMP_NLT_UQ);
    __m512 e = _mm512_maskz_fmadd_ps(is_normal, scale, fraction, scale);
    __mmask16 is_negative = _mm512_movepi32_mask(_mm512_castps_si512(x));
    return _mm512_div_ps(_mm512_mask_mov_ps(one, is_negative, e), _mm512_add_ps(one, e));
}

QK_AVX512_INLINE __m512 qk_hard_swish_avx512(__m512 x) {
    __m512 gate = qk_at_most_avx512(_mm512_set1_ps(6), _mm512_add_ps(x, _mm512_set1_ps(3)));
    gate = _mm512_mul_ps(qk_at_least_avx512(_mm512_setzero_ps(), gate), _mm512_set1_ps(QK_ONE_SIXTH));
    return _mm512_mul_ps(qk_at_least_avx512(_mm512_set1_ps(-FLT_MAX), x), gate);
}

/// The bounds of an activation, or of its identity.
typedef struct qk_bounds_avx512 {
    __m512 minimum;
    __m512 maximum;
} qk_bounds_avx512;

QK_AVX512_INLINE qk_bounds_avx512 qk_bounds_of_avx512(qk_f32_activation activation) {
    return (qk_bounds_avx512){_mm512_set1_ps(activation.minimum), _mm512_set1_ps(activation.maximum)};
}

QK_AVX512_INLINE __m512 qk_clamp_avx512(qk_bounds_avx512 bounds, __m512 x) {
    return qk_at_most_avx512(bounds.maximum, qk_at_least_avx512(bounds.minimum, x));
}

#endif
