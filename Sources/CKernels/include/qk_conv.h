/// Convolution straight from the image.

#ifndef QK_CONV_H
#define QK_CONV_H

#include "qk_base.h"

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

#pragma clang assume_nonnull end

#endif
