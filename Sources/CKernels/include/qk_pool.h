/// Pooling.

#ifndef QK_POOL_H
#define QK_POOL_H

#include "qk_base.h"

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

#pragma clang assume_nonnull end

#endif
