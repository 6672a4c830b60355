/// Depthwise convolution.

#ifndef QK_DEPTHWISE_H
#define QK_DEPTHWISE_H

#include "qk_base.h"
#include "qk_integer.h"

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
    /// The sum of each row of the output, [output_height][channels * multiplier], in ascending columns from zero on; or
    /// null.
    float *_Nullable row_sums;
    qk_f32_activation activation;
} qk_f32_depthwise;

/// The kernel of an int8 depthwise convolution, with what its layout may depend on.
typedef struct qk_s8_depthwise_weights {
    qk_window window;
    /// Output channels.
    size_t outputs;
    /// Output channels for each input channel.
    size_t multiplier;
    /// -128 to 127, for all channels.
    int32_t zero_point;
} qk_s8_depthwise_weights;

/// Depthwise convolution of one NHWC image of int8: output channel o reads input channel o / multiplier.
///
/// Sums and rounding as for `qk_s8_conv`; the padding stands for the input's zero point.
typedef struct qk_s8_depthwise {
    qk_s8_depthwise_weights weights;
    /// Channels of the input; the output has channels * multiplier.
    size_t channels;
    const int8_t *input;
    /// -128 to 127
    int32_t input_zero_point;
    /// As `s8_depthwise_pack` lays them out.
    const void *packed;
    /// channels * multiplier elements, or null for zeros.
    const int32_t *_Nullable bias;
    /// channels * multiplier elements; positive.
    const float *multipliers;
    qk_s8_output rounding;
    int8_t *output;
} qk_s8_depthwise;

#pragma clang assume_nonnull end

#endif
