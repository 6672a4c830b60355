/// AVX2 under the names that kernels for any instruction set use.

#ifndef QK_INTERNAL_AVX2_VECTORS_H
#define QK_INTERNAL_AVX2_VECTORS_H

#include "avx2_tile.h"

/// Before each function, and before one that is to be inlined.
#define QK_VECTOR QK_AVX2
#define QK_VECTOR_INLINE QK_AVX2_INLINE

#define QK_VECTOR_ELEMENTS 8
/// Vectors of channels in a tile of a depthwise convolution: as many as there are registers for their sums.
#define QK_CHANNEL_VECTORS 1
typedef __m256 qk_vector;

/// Which elements are there: their number, which may be more than a vector has.
typedef size_t qk_lanes;

QK_VECTOR_INLINE qk_lanes qk_lanes_of(size_t count) { return count; }

/// The lanes of a vector that is known to be whole in this instruction set, where masks cost something.
QK_VECTOR_INLINE qk_lanes qk_lanes_of_tile(size_t count) {
    (void)count;
    return QK_VECTOR_ELEMENTS;
}

/// Zeros where no element is.
QK_VECTOR_INLINE qk_vector qk_load(const float *source, qk_lanes lanes) { return qk_load_first(source, lanes); }

QK_VECTOR_INLINE void qk_store(float *target, qk_lanes lanes, qk_vector x) { qk_store_first(target, x, lanes); }

QK_VECTOR_INLINE qk_vector qk_zero(void) { return _mm256_setzero_ps(); }

QK_VECTOR_INLINE qk_vector qk_all(float x) { return _mm256_set1_ps(x); }

QK_VECTOR_INLINE qk_vector qk_add(qk_vector a, qk_vector b) { return _mm256_add_ps(a, b); }

QK_VECTOR_INLINE qk_vector qk_subtract(qk_vector a, qk_vector b) { return _mm256_sub_ps(a, b); }

QK_VECTOR_INLINE qk_vector qk_multiply(qk_vector a, qk_vector b) { return _mm256_mul_ps(a, b); }

QK_VECTOR_INLINE qk_vector qk_multiply_add(qk_vector a, qk_vector b, qk_vector sum) {
    return _mm256_fmadd_ps(a, b, sum);
}

QK_VECTOR_INLINE qk_vector qk_clamp(qk_f32_activation activation, qk_vector x) {
    return qk_clamp_avx2(qk_bounds_of(activation), x);
}

/// Swish of `count` vectors, a constant.
QK_VECTOR_INLINE void qk_swish_of(qk_vector *x, const size_t count) {
    QK_UNROLL for (size_t v = 0; v < count; v++) x[v] = qk_swish_avx2(x[v]);
}

QK_VECTOR_INLINE qk_vector qk_hard_swish_of(qk_vector x) { return qk_hard_swish_avx2(x); }

#define qk_activate_stored qk_activate_tile

#endif
