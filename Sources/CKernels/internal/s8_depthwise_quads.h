/// How a depthwise convolution that takes four taps at once divides its image, its outputs and its channels.
///
/// A *quad* is four pixels of the image, channel by channel: a square of two by two, or four that lie below one another.
/// Some outputs share the quads that their windows reach over; each has its own weights for a quad, with zeros for the
/// pixels that its window leaves out.

#ifndef QK_INTERNAL_S8_DEPTHWISE_QUADS_H
#define QK_INTERNAL_S8_DEPTHWISE_QUADS_H

#include "kernels.h"

enum {
    /// Channels of a *piece*: four vectors hold the quads of four of them each.
    QK_PIECE_CHANNELS = 16,
    /// Pieces of a block, which fill the widest vectors.
    QK_BLOCK_PIECES = 4,
    QK_BLOCK_CHANNELS = QK_BLOCK_PIECES * QK_PIECE_CHANNELS,
    /// Bytes of a block's quads, and of the weights that meet them.
    QK_BLOCK_BYTES = 4 * QK_BLOCK_CHANNELS,
    /// Outputs of a row that the widest tile has.
    QK_QUAD_TILE_COLUMNS = 8,
};

/// How the outputs divide into groups that share their quads. From group to group, and from quad to quad, there are
/// `rows` and `columns` times the strides in pixels.
typedef struct qk_quad_geometry {
    /// Pixels of a quad.
    size_t quad_height;
    size_t quad_width;
    /// Outputs of a group.
    size_t rows;
    size_t columns;
    /// Quads that a group reads.
    size_t quad_rows;
    size_t quad_columns;
} qk_quad_geometry;

/// Whether the kernel is one for quads: what image models have, 3x3 and 5x5.
static inline int qk_s8_depthwise_has_quads(const qk_s8_depthwise_weights *weights) {
    const qk_window *window = &weights->window;
    return weights->zero_point == 0 && weights->multiplier == 1 && window->dilation_height == 1
        && window->dilation_width == 1 && window->kernel_height == window->kernel_width
        && (window->kernel_width == 3 || window->kernel_width == 5) && window->stride_height == window->stride_width
        && window->stride_width <= 2;
}

/// Four pixels below one another hold the windows of two rows where they are three high and slide pixel by pixel; squares
/// hold the others with fewer zeros.
static inline qk_quad_geometry qk_s8_quad_geometry(const qk_window *window) {
    if (window->kernel_width == 3 && window->stride_width == 1) return (qk_quad_geometry){4, 1, 2, 1, 1, 3};
    size_t outputs = 2 / window->stride_width;
    size_t quads = (window->kernel_width + 1) / 2;
    return (qk_quad_geometry){2, 2, outputs, outputs, quads, quads};
}

/// Pieces of the block that begins where `channels` are left. A vector that has room for more pieces than its block holds
/// them for several places of the image.
static inline size_t qk_pieces_of_block(size_t channels) {
    return channels > 3 * QK_PIECE_CHANNELS ? 4 : channels > QK_PIECE_CHANNELS ? 2 : 1;
}

/// Blocks of channels.
static inline size_t qk_s8_quad_blocks(size_t channels) {
    size_t rest = channels % QK_BLOCK_CHANNELS;
    size_t rest_blocks = rest > 2 * QK_PIECE_CHANNELS && rest <= 3 * QK_PIECE_CHANNELS ? 2 : rest > 0 ? 1 : 0;
    return channels / QK_BLOCK_CHANNELS + rest_blocks;
}

/// Where the elements of a block's channel lie in a vector's order, in which each of four vectors takes four neighbouring
/// channels of every piece, so that packing four vectors to one of bytes restores their order.
static inline size_t qk_place_in_block(size_t channel) {
    size_t piece = channel / QK_PIECE_CHANNELS;
    size_t vector = channel % QK_PIECE_CHANNELS / 4;
    return (vector * QK_BLOCK_PIECES + piece) * 4 + channel % 4;
}

/// Bytes of one block of packed weights, in the order of `qk_place_in_block`: the sums of its channels' weights as int32,
/// and then [quad_rows][quad_columns][rows][columns][QK_BLOCK_CHANNELS][4], the four that meet the pixels of a quad. Fewer
/// pieces than `QK_BLOCK_PIECES` are repeated.
static inline size_t qk_s8_quad_block_bytes(const qk_window *window) {
    qk_quad_geometry g = qk_s8_quad_geometry(window);
    return QK_BLOCK_BYTES * (1 + g.quad_rows * g.quad_columns * g.rows * g.columns);
}

/// Bytes of one line of a block's quads, with what the last tile reads behind them.
static inline size_t qk_s8_quad_line_bytes(const qk_window *window) {
    qk_quad_geometry g = qk_s8_quad_geometry(window);
    size_t columns = (window->output_width + QK_QUAD_TILE_COLUMNS - 1) / QK_QUAD_TILE_COLUMNS * QK_QUAD_TILE_COLUMNS;
    return (columns / g.columns + g.quad_columns - 1) * QK_BLOCK_BYTES;
}

#endif
