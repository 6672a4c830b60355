/// Convolution straight from the image.

#ifndef QK_CONV_H
#define QK_CONV_H

#include "qk_base.h"
#include "qk_gemm.h"
#include "qk_integer.h"

#pragma clang assume_nonnull begin

/// Convolution of one NHWC image, or of one group of its channels, without laying its windows out first.
///
/// Sums run over taps in row-major order and their channels from the bias on, by fused multiply-adds; taps in the padding
/// are left out.
typedef struct qk_f32_conv {
    qk_window window;
    /// Channels to read; fewer than the image has for a group.
    size_t channels;
    /// Channels to write.
    size_t columns;
    /// The image at the first channel to read.
    const float *input;
    /// Elements from one pixel of the image to the next.
    ptrdiff_t pixel_stride;
    /// The kernel [columns][kernel_height][kernel_width][channels] as `f32_gemm_pack` lays it out.
    const float *b;
    /// `columns` elements, or null for zeros.
    const float *_Nullable bias;
    /// Added before the activation, or null, at the first channel to write; may be the output itself with its stride.
    const float *_Nullable residual;
    /// Elements from one pixel of the residual to the next.
    ptrdiff_t residual_stride;
    /// The output at the first channel to write.
    float *output;
    /// Elements from one pixel of the output to the next.
    ptrdiff_t output_stride;
    qk_f32_activation activation;
} qk_f32_conv;

/// The kernel of an int8 convolution.
///
/// A window's taps are read in *pieces* that are dense in memory: whole lines of the kernel, or single taps where it is
/// dilated along the line.
typedef struct qk_s8_conv_weights {
    /// Output channels.
    size_t columns;
    size_t kernel_height;
    size_t kernel_width;
    /// Input channels.
    size_t channels;
    /// Whether taps of one line lie apart in the image.
    int is_dilated;
    /// -128 to 127, for all columns.
    int32_t zero_point;
} qk_s8_conv_weights;

/// The pieces of one line of the kernel.
static inline size_t qk_s8_pieces_of_line(const qk_s8_conv_weights *weights) {
    return weights->is_dilated ? weights->kernel_width : 1;
}

/// Elements of the image that one piece reads.
static inline size_t qk_s8_piece_depth(const qk_s8_conv_weights *weights) {
    return weights->is_dilated ? weights->channels : weights->channels * weights->kernel_width;
}

/// Convolution of one NHWC image of int8, or of one group of its channels; a matrix product is the convolution of an
/// image one pixel wide with one tap.
///
/// Each sum of (input - input_zero_point) * (weight - zero point) and the bias is taken modulo 2^32, multiplied by the
/// column's multiplier in float32, and rounded as `output` says. The padding stands for the input's zero point.
typedef struct qk_s8_conv {
    qk_window window;
    /// Kernel and channels as the window and the image have them.
    qk_s8_conv_weights weights;
    /// As `s8_conv_pack` lays them out.
    const void *packed;
    /// The image at the first channel to read.
    const int8_t *input;
    /// Elements from one pixel of the image to the next.
    ptrdiff_t pixel_stride;
    /// -128 to 127
    int32_t input_zero_point;
    /// One for each column, in units of input scale times weight scale; or null for zeros.
    const int32_t *_Nullable bias;
    /// Input scale times weight scale by output scale, for each column; positive.
    const float *multipliers;
    qk_s8_output rounding;
    /// The output at the first channel to write.
    int8_t *output;
    /// Elements from one pixel of the output to the next.
    ptrdiff_t output_stride;
} qk_s8_conv;

/// Elements of int32 that `s8_conv` needs to lay a part of the image out in: for as many rows of the output as stay in
/// the first-level cache, and at least for one.
size_t qk_s8_conv_scratch(const qk_window *window, size_t channels);

#pragma clang assume_nonnull end

#endif
