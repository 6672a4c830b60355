/// Convolution with dense 3x3 windows by fewer multiplications: F(2x2, 3x3) and F(4x4, 3x3) of Lavin and Gray, "Fast
/// Algorithms for Convolutional Neural Networks" (2015).
///
/// The image is read in overlapping squares of 4x4 pixels, one for each *tile* of 2x2 outputs, or of 6x6 for 4x4. A square d
/// becomes B' * d * B, a window g of weights G * g * G', and the sums m over channels of the products of both, place by
/// place, become the outputs A' * m * A. So there are 16 matrix products of [tiles][channels] by [channels][columns], for
/// `f32_gemm`, with 4 multiplications for each output where the definition has 9; or 36 of a quarter of the tiles, with
/// 2.25 multiplications.

#ifndef QK_WINOGRAD_H
#define QK_WINOGRAD_H

#include "qk_base.h"

#pragma clang assume_nonnull begin

enum {
    /// The most outputs of a tile on one side.
    QK_WINOGRAD_SIDE = 4,
    /// The most pixels of a square on one side.
    QK_WINOGRAD_LINE = QK_WINOGRAD_SIDE + 2,
};

/// Convolution of one NHWC image with 3x3 windows, strides and dilations of 1. The padding counts as zeros.
///
/// Both sides of a transformation are sums, down the columns first, then along the rows: for tiles of 2x2 of two or three
/// numbers, from the left to the right; for those of 4x4 in the order that the scalar kernels define.
typedef struct qk_f32_winograd {
    qk_window window;
    /// Outputs of a tile on each side: 2 or 4.
    size_t side;
    /// Channels of the image.
    size_t channels;
    /// Channels of the output.
    size_t columns;
    const float *input;
    /// `columns` elements, added to what comes out of the transformation; or null for zeros.
    const float *_Nullable bias;
    /// Added next, with the output's shape; or null. May be the output itself.
    const float *_Nullable residual;
    float *output;
    qk_f32_activation activation;
} qk_f32_winograd;

/// Pixels of a square, and products of a tile.
static inline size_t qk_winograd_places(size_t side) { return (side + 2) * (side + 2); }

/// Tiles along the width of the output.
static inline size_t qk_winograd_tiles_across(const qk_window *window, size_t side) {
    return (window->output_width + side - 1) / side;
}

/// Tiles of the output, in row-major order.
static inline size_t qk_winograd_tiles(const qk_window *window, size_t side) {
    return (window->output_height + side - 1) / side * qk_winograd_tiles_across(window, side);
}

#pragma clang assume_nonnull end

#endif
