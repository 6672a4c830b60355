/// Weights of an int8 depthwise convolution for kernels that take two taps of a column at once.

#ifndef QK_INTERNAL_S8_DEPTHWISE_PAIRS_H
#define QK_INTERNAL_S8_DEPTHWISE_PAIRS_H

#include "kernels.h"

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

/// Elements of one block: [2][pairs][kernel_width][QK_DEPTHWISE_CHANNELS][2] weights minus their
/// zero point, every tap once for each place that its line
/// may have in a pair of the image's lines: pair p holds the lines 2p and 2p + 1, and in the second half of the block the
/// lines 2p - 1 and 2p. Lines that the kernel does not have are zeros.
static inline size_t qk_s8_depthwise_block_elements(size_t kernel_height, size_t kernel_width) {
    return 2 * qk_s8_depthwise_pairs(kernel_height) * kernel_width * QK_DEPTHWISE_CHANNELS * 2;
}

#endif
