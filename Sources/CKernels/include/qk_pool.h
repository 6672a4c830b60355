/// Pooling.

#ifndef QK_POOL_H
#define QK_POOL_H

#include "qk_base.h"
#include "qk_integer.h"

#pragma clang assume_nonnull begin

typedef enum qk_pool_function {
    QK_POOL_MAX,
    /// Over the positions inside the input.
    QK_POOL_AVERAGE,
} qk_pool_function;

/// Pooling of one NHWC image. Every window must touch the input. A maximum is NaN where an input is.
typedef struct qk_f32_pool {
    qk_pool_function function;
    qk_window window;
    size_t channels;
    const float *input;
    float *output;
    qk_f32_activation activation;
} qk_f32_pool;

/// Pooling of one NHWC image of int8. Every window must touch the input.
///
/// An average is the sum of (element + offset) over the number of elements, rounded, ties away from zero, less the offset.
/// Bounds come last.
typedef struct qk_s8_pool {
    qk_pool_function function;
    /// Of at most 65536 taps.
    qk_window window;
    size_t channels;
    const int8_t *input;
    int8_t *output;
    int32_t offset;
    int8_t minimum;
    int8_t maximum;
} qk_s8_pool;

#pragma clang assume_nonnull end

#endif
