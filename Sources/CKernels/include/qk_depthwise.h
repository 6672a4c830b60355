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

enum {
    /// Output channels of one block of packed depthwise weights.
    QK_DEPTHWISE_CHANNELS = 8,
};

/// The number of blocks of packed depthwise weights.
static inline size_t qk_s8_depthwise_blocks(size_t outputs) {
    return (outputs + QK_DEPTHWISE_CHANNELS - 1) / QK_DEPTHWISE_CHANNELS;
}

/// The first channel of a block. The last block ends with the last channel, so it repeats some of the one before it;
/// fewer channels than a block has make one that is filled up with zeros.
static inline size_t qk_s8_depthwise_first(size_t block, size_t outputs) {
    if ((block + 1) * QK_DEPTHWISE_CHANNELS <= outputs) return block * QK_DEPTHWISE_CHANNELS;
    return outputs < QK_DEPTHWISE_CHANNELS ? 0 : outputs - QK_DEPTHWISE_CHANNELS;
}

/// Pairs of lines that the kernel's lines make.
static inline size_t qk_s8_depthwise_pairs(size_t kernel_height) { return kernel_height / 2 + 1; }

/// Elements of one block: [2][pairs][kernel_width][QK_DEPTHWISE_CHANNELS][2], every tap once for each place that its line
/// may have in a pair of the image's lines: pair p holds the lines 2p and 2p + 1, and in the second half of the block the
/// lines 2p - 1 and 2p. Lines that the kernel does not have are zeros.
static inline size_t qk_s8_depthwise_block_elements(size_t kernel_height, size_t kernel_width) {
    return 2 * qk_s8_depthwise_pairs(kernel_height) * kernel_width * QK_DEPTHWISE_CHANNELS * 2;
}

/// Depthwise convolution of one NHWC image of int8: output channel o reads input channel o / multiplier.
///
/// Sums and rounding as for `qk_s8_conv`; the padding stands for the input's zero point.
typedef struct qk_s8_depthwise {
    qk_window window;
    /// Channels of the input; the output has channels * multiplier.
    size_t channels;
    size_t multiplier;
    const int8_t *input;
    /// -128 to 127
    int32_t input_zero_point;
    /// Weights minus their zero point, as `s8_depthwise_pack` lays them out.
    const int16_t *packed;
    /// channels * multiplier elements, or null for zeros.
    const int32_t *_Nullable bias;
    /// channels * multiplier elements; positive.
    const float *multipliers;
    qk_s8_output rounding;
    int8_t *output;
} qk_s8_depthwise;

#pragma clang assume_nonnull end

#endif
