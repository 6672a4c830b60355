/// AVX-512 under the names that kernels for any instruction set use.

#ifndef QK_INTERNAL_AVX512_VECTORS_H
#define QK_INTERNAL_AVX512_VECTORS_H

#include "avx512_tile.h"

/// Before each function, and before one that is to be inlined.
#define QK_VECTOR QK_AVX512
#define QK_VECTOR_INLINE QK_AVX512_INLINE

#define QK_VECTOR_ELEMENTS 16
/// Vectors of channels in a tile of a depthwise convolution: as many as there are registers for their sums.
#define QK_CHANNEL_VECTORS 2
typedef __m512 qk_vector;

/// Which elements are there.
typedef __mmask16 qk_lanes;

QK_VECTOR_INLINE qk_lanes qk_lanes_of(size_t count) { return qk_lanes_512(count); }

/// The lanes of a vector that is known to be whole in other instruction sets, where masks cost something. Here, loads without
/// them are slower where the elements are in the second-level cache.
QK_VECTOR_INLINE qk_lanes qk_lanes_of_tile(size_t count) { return qk_lanes_512(count); }

/// Zeros where no element is.
QK_VECTOR_INLINE qk_vector qk_load(const float *source, qk_lanes lanes) { return _mm512_maskz_loadu_ps(lanes, source); }

QK_VECTOR_INLINE void qk_store(float *target, qk_lanes lanes, qk_vector x) { _mm512_mask_storeu_ps(target, lanes, x); }

QK_VECTOR_INLINE qk_vector qk_zero(void) { return _mm512_setzero_ps(); }

QK_VECTOR_INLINE qk_vector qk_all(float x) { return _mm512_set1_ps(x); }

QK_VECTOR_INLINE qk_vector qk_add(qk_vector a, qk_vector b) { return _mm512_add_ps(a, b); }

QK_VECTOR_INLINE qk_vector qk_subtract(qk_vector a, qk_vector b) { return _mm512_sub_ps(a, b); }

QK_VECTOR_INLINE qk_vector qk_multiply(qk_vector a, qk_vector b) { return _mm512_mul_ps(a, b); }

QK_VECTOR_INLINE qk_vector qk_multiply_add(qk_vector a, qk_vector b, qk_vector sum) {
    return _mm512_fmadd_ps(a, b, sum);
}

QK_VECTOR_INLINE qk_vector qk_clamp(qk_f32_activation activation, qk_vector x) {
    return qk_clamp_avx512(qk_bounds_of_avx512(activation), x);
}

/// Swish of `count` vectors, a constant.
QK_VECTOR_INLINE void qk_swish_of(qk_vector *x, const size_t count) {
    QK_UNROLL for (size_t v = 0; v < count; v += QK_SWISH_VECTORS) {
        qk_swish_vectors_avx512(x + v, qk_smaller(QK_SWISH_VECTORS, count - v));
    }
}

QK_VECTOR_INLINE qk_vector qk_hard_swish_of(qk_vector x) { return qk_hard_swish_avx512(x); }

#define qk_activate_stored qk_activate_tile_avx512

#endif
