/// NEON under the names that kernels for any instruction set use.

#ifndef QK_INTERNAL_NEON_VECTORS_H
#define QK_INTERNAL_NEON_VECTORS_H

#include "neon_math.h"

/// Before each function, and before one that is to be inlined: every processor has NEON.
#define QK_VECTOR
#define QK_VECTOR_INLINE QK_NEON_INLINE

#define QK_VECTOR_ELEMENTS 4
/// Vectors of channels in a tile of a depthwise convolution: as many as there are registers for their sums.
#define QK_CHANNEL_VECTORS 1
typedef float32x4_t qk_vector;

/// Which elements are there: their number, which may be more than a vector has.
typedef size_t qk_lanes;

QK_VECTOR_INLINE qk_lanes qk_lanes_of(size_t count) { return count; }

/// The lanes of a vector that is known to be whole.
QK_VECTOR_INLINE qk_lanes qk_lanes_of_tile(size_t count) {
    (void)count;
    return QK_VECTOR_ELEMENTS;
}

/// Zeros where no element is.
QK_VECTOR_INLINE qk_vector qk_load(const float *source, qk_lanes lanes) { return qk_load_first_neon(source, lanes); }

QK_VECTOR_INLINE void qk_store(float *target, qk_lanes lanes, qk_vector x) { qk_store_first_neon(target, x, lanes); }

QK_VECTOR_INLINE qk_vector qk_zero(void) { return vdupq_n_f32(0); }

QK_VECTOR_INLINE qk_vector qk_all(float x) { return vdupq_n_f32(x); }

QK_VECTOR_INLINE qk_vector qk_add(qk_vector a, qk_vector b) { return vaddq_f32(a, b); }

QK_VECTOR_INLINE qk_vector qk_subtract(qk_vector a, qk_vector b) { return vsubq_f32(a, b); }

QK_VECTOR_INLINE qk_vector qk_multiply_add(qk_vector a, qk_vector b, qk_vector sum) { return vfmaq_f32(sum, a, b); }

QK_VECTOR_INLINE qk_vector qk_clamp(qk_f32_activation activation, qk_vector x) { return qk_clamp_neon(activation, x); }

/// Swish of `count` vectors, a constant.
QK_VECTOR_INLINE void qk_swish_of(qk_vector *x, const size_t count) {
    QK_UNROLL for (size_t v = 0; v < count; v++) x[v] = qk_swish_neon(x[v]);
}

QK_VECTOR_INLINE qk_vector qk_hard_swish_of(qk_vector x) { return qk_hard_swish_neon(x); }

#define qk_activate_stored qk_activate_tile_neon

#endif
