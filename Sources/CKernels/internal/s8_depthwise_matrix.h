/// Depthwise convolution of a small image as one product of a matrix and a vector for each channel.
///
/// Where an image has few pixels, most taps of a window lie in the padding. The kernel of a channel is therefore written
/// out as a matrix [outputs][pixels] with zeros where a window does not reach, which takes four pixels at once.

#ifndef QK_INTERNAL_S8_DEPTHWISE_MATRIX_H
#define QK_INTERNAL_S8_DEPTHWISE_MATRIX_H

#include "s8_depthwise_quads.h"

enum {
    /// Quads of the largest image.
    QK_MATRIX_QUADS = 16,
};

/// Quads that hold all pixels of the image.
static inline size_t qk_s8_matrix_quads(const qk_window *window) {
    return (window->input_height * window->input_width + 3) / 4;
}

static inline size_t qk_s8_matrix_outputs(const qk_window *window) {
    return window->output_height * window->output_width;
}

/// Whether the matrix is small enough to be read faster than windows are computed.
static inline int qk_s8_depthwise_has_matrix(const qk_s8_depthwise_weights *weights) {
    const qk_window *window = &weights->window;
    size_t quads = qk_s8_matrix_quads(window);
    return weights->zero_point == 0 && weights->multiplier == 1 && quads <= QK_MATRIX_QUADS
        && quads * qk_s8_matrix_outputs(window) <= 2 * window->kernel_height * window->kernel_width;
}

/// Bytes of one block of packed weights: for each output, the sums of its weights as int32 in the order of
/// `qk_place_in_block`, and then [quads][QK_BLOCK_CHANNELS][4]. Fewer pieces than `QK_BLOCK_PIECES` are repeated.
static inline size_t qk_s8_matrix_block_bytes(const qk_window *window) {
    return QK_BLOCK_BYTES * qk_s8_matrix_outputs(window) * (1 + qk_s8_matrix_quads(window));
}

#endif
