/// Rounding of one integer result, as the scalar kernels compute it; the SIMD ones follow it.

#ifndef QK_INTERNAL_SCALAR_INTEGER_H
#define QK_INTERNAL_SCALAR_INTEGER_H

#include "kernels.h"

/// The int8 that stands for x, which is in units of the output's scale.
static inline int8_t qk_to_s8(qk_s8_output output, float x) {
    float least = (float)(output.minimum - output.zero_point);
    float greatest = (float)(output.maximum - output.zero_point);
    if (x < least) x = least;
    if (x > greatest) x = greatest;
    int8_t q = (int8_t)((int32_t)rintf(x) + output.zero_point);
    return output.table == NULL ? q : output.table[(uint8_t)q];
}

/// a + b modulo 2^32.
static inline int32_t qk_wrapping_add(int32_t a, int32_t b) { return (int32_t)((uint32_t)a + (uint32_t)b); }

#endif
