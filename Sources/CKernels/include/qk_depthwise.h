/// Depthwise convolution.

#ifndef QK_DEPTHWISE_H
#define QK_DEPTHWISE_H

#include "qk_base.h"

#pragma clang assume_nonnull begin

/// Depthwise convolution of one NHWC image: output channel o reads input channel o / multiplier.
///
/// Taps are summed in row-major order from the bias on, by fused multiply-adds; taps in the padding are left out.
typedef struct qk_f32_depthwise {
    qk_window window;
    /// Channels of the input; the output has channels * multiplier.
    size_t channels;
    size_t multiplier;
    const float *input;
    /// [kernel_height][kernel_width][channels * multiplier]
    const float *weights;
    /// channels * multiplier elements, or null for zeros.
    const float *_Nullable bias;
    float *output;
    qk_f32_activation activation;
} qk_f32_depthwise;

#pragma clang assume_nonnull end

#endif
