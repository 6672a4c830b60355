/// Activations of sixteen numbers: `scalar_math.h` operation by operation.

#ifndef QK_INTERNAL_AVX512_MATH_H
#define QK_INTERNAL_AVX512_MATH_H

#include "exponential.h"
#include "kernels.h"

#include <float.h>
#include <immintrin.h>

enum {
    /// The vectors whose swish is best computed together.
    QK_SWISH_VECTORS = 4,
};

#define QK_AVX512_INLINE QK_AVX512 static inline __attribute__((always_inline))

/// The first `count` of sixteen lanes; `count` may be more.
QK_AVX512_INLINE __mmask16 qk_lanes_512(size_t count) {
    return count >= 16 ? 0xffff : (__mmask16)((1u << count) - 1);
}

/// The larger ones; x where either is NaN.
QK_AVX512_INLINE __m512 qk_at_least_avx512(__m512 bound, __m512 x) { return _mm512_max_ps(bound, x); }

/// The smaller ones; x where either is NaN.
QK_AVX512_INLINE __m512 qk_at_most_avx512(__m512 bound, __m512 x) { return _mm512_min_ps(bound, x); }

/// Swish of `count` vectors, a constant, step by step, so that operations that wait for nothing lie side by side. The sum
/// is the same as `qk_swish` makes: there a power of two is multiplied, here it is added to the exponent.
QK_AVX512_INLINE void qk_swish_vectors_avx512(__m512 *x, const size_t count) {
    __m512 bias = _mm512_set1_ps(QK_ROUNDING_BIAS - 127);
    __m512 one = _mm512_set1_ps(1);
    __m512 t[QK_SWISH_VECTORS];
    __m512 biased[QK_SWISH_VECTORS];
    __m512 r[QK_SWISH_VECTORS];
    __m512 p[QK_SWISH_VECTORS];
#define EACH_VECTOR QK_UNROLL for (size_t v = 0; v < count; v++)
    EACH_VECTOR x[v] = qk_at_least_avx512(_mm512_set1_ps(-QK_SWISH_BOUND), x[v]);
    EACH_VECTOR t[v] = qk_at_most_avx512(_mm512_set1_ps(QK_SWISH_BOUND), x[v]);
    EACH_VECTOR biased[v] = _mm512_fmadd_ps(t[v], _mm512_set1_ps(-QK_LOG2_E), bias);
    EACH_VECTOR r[v] = _mm512_fnmsub_ps(_mm512_sub_ps(biased[v], bias), _mm512_set1_ps(QK_LN2), t[v]);
    EACH_VECTOR p[v] = _mm512_fmadd_ps(r[v], _mm512_set1_ps(QK_SWISH_P4), _mm512_set1_ps(QK_SWISH_P3));
    EACH_VECTOR p[v] = _mm512_fmadd_ps(r[v], p[v], _mm512_set1_ps(QK_SWISH_P2));
    EACH_VECTOR p[v] = _mm512_fmadd_ps(r[v], p[v], _mm512_set1_ps(QK_SWISH_P1));
    EACH_VECTOR p[v] = _mm512_fmadd_ps(r[v], p[v], _mm512_set1_ps(QK_SWISH_P0));
    EACH_VECTOR p[v] = _mm512_fmadd_ps(r[v], p[v], one);
    EACH_VECTOR {
        __m512i exponent = _mm512_slli_epi32(_mm512_castps_si512(biased[v]), 23);
        __m512 e = _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(p[v]), exponent));
        x[v] = _mm512_div_ps(x[v], _mm512_add_ps(one, e));
    }
#undef EACH_VECTOR
}

QK_AVX512_INLINE __m512 qk_swish_avx512(__m512 x) {
    qk_swish_vectors_avx512(&x, 1);
    return x;
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
    x = qk_at_least_avx512(_mm512_set1_ps(-3), x);
    __m512 gate = qk_at_most_avx512(_mm512_set1_ps(6), _mm512_add_ps(x, _mm512_set1_ps(3)));
    return _mm512_mul_ps(x, _mm512_mul_ps(gate, _mm512_set1_ps(QK_ONE_SIXTH)));
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
