/// Where a depthwise convolution that takes four taps of a line at once finds them.
///
/// A *quad* is four neighbouring pixels of a line, channel by channel. Quads begin at every `step` pixels; each serves
/// several outputs, with the weights moved along by the outputs' distance and zeros where an output does not reach.

#ifndef QK_INTERNAL_S8_DEPTHWISE_QUADS_H
#define QK_INTERNAL_S8_DEPTHWISE_QUADS_H

#include "kernels.h"

enum {
    /// Channels whose quads fill one vector.
    QK_QUAD_CHANNELS = 16,
    /// Bytes of the quads of that many channels.
    QK_QUAD_BYTES = 4 * QK_QUAD_CHANNELS,
    /// Blocks of channels that are laid out together, because they share the lines of the cache.
    QK_QUAD_SLICE_BLOCKS = 4,
    /// Bytes of lines that stay in the first-level cache.
    QK_QUAD_SLICE_BYTES = 24 * 1024,
};

/// How the outputs of a line divide into groups that share their quads.
typedef struct qk_quad_geometry {
    /// Outputs of one group.
    size_t outputs;
    /// Quads that one group reads.
    size_t quads;
    /// Pixels from one group, and from one quad that is laid out, to the next.
    size_t step;
} qk_quad_geometry;

/// Whether the kernel is one for quads: what image models have, 3x3 and 5x5.
static inline int qk_s8_depthwise_has_quads(const qk_s8_depthwise_weights *weights) {
    return weights->zero_point == 0 && weights->multiplier == 1 && weights->window.dilation_width == 1
        && weights->window.kernel_height == weights->window.kernel_width
        && (weights->window.kernel_width == 3 || weights->window.kernel_width == 5) && weights->window.stride_width <= 2;
}

static inline qk_quad_geometry qk_s8_quad_geometry(const qk_s8_depthwise_weights *weights) {
    size_t step = weights->window.kernel_width == 3 ? 2 : 4;
    return (qk_quad_geometry){
        .outputs = step / weights->window.stride_width, .quads = weights->window.kernel_width == 3 ? 1 : 2, .step = step};
}

/// Blocks of channels.
static inline size_t qk_s8_quad_blocks(const qk_s8_depthwise_weights *weights) {
    return (weights->outputs + QK_QUAD_CHANNELS - 1) / QK_QUAD_CHANNELS;
}

/// Bytes of one block of packed weights: [QK_QUAD_CHANNELS] sums of a channel's weights as int32, and then
/// [kernel_height][quads][outputs][QK_QUAD_CHANNELS][4], the four that meet the pixels of a quad.
static inline size_t qk_s8_quad_block_bytes(const qk_s8_depthwise_weights *weights) {
    qk_quad_geometry geometry = qk_s8_quad_geometry(weights);
    return QK_QUAD_BYTES * (1 + weights->window.kernel_height * geometry.quads * geometry.outputs);
}

/// Bytes of one block's quads of a line: those that rows of tiles read. A tile is one or two groups, at least four
/// outputs and at most eight.
static inline size_t qk_s8_quad_line_bytes(const qk_window *window, qk_quad_geometry geometry) {
    size_t tile = geometry.outputs == 4 ? 8 : 4;
    size_t groups = (window->output_width + tile - 1) / tile * tile / geometry.outputs;
    return (groups + (geometry.quads - 1) * 4 / geometry.step) * QK_QUAD_BYTES;
}

/// Lines that are kept for some rows of the output.
static inline size_t qk_s8_quad_band_lines(const qk_window *window, size_t rows) {
    return (rows - 1) * window->stride_height + (window->kernel_height - 1) * window->dilation_height + 1;
}

/// Rows that are computed from lines that are laid out together.
static inline size_t qk_s8_quad_band_rows(const qk_window *window, size_t bytes_of_lines) {
    size_t lines = QK_QUAD_SLICE_BYTES / bytes_of_lines;
    size_t least = qk_s8_quad_band_lines(window, 1);
    return lines <= least ? 1 : qk_smaller(window->output_height, (lines - least) / window->stride_height + 1);
}

#endif
