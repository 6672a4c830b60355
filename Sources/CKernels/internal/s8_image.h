/// The part of an image that some rows of a convolution read, laid out in scratch memory with the padding on all sides, so
/// that every window lies inside. An element is int16, the input minus its zero point, or what takes less room.

#ifndef QK_INTERNAL_S8_IMAGE_H
#define QK_INTERNAL_S8_IMAGE_H

#include "kernels.h"

enum {
    /// Elements that stay in the first-level cache beside a panel of weights.
    QK_S8_BLOCK_ELEMENTS = 16 * 1024,
    /// Pixels that are worth reading all weights for.
    QK_S8_BLOCK_PIXELS = 24,
    /// Elements behind the last one that may be read: the second of a pair.
    QK_S8_BLOCK_SLACK = 2,
};

/// Pixels of one line of the block: those from the first to the last that a window reads.
static inline size_t qk_s8_block_width(const qk_window *window) {
    return (window->output_width - 1) * window->stride_width + (window->kernel_width - 1) * window->dilation_width + 1;
}

/// Lines of the block for some rows of the output.
static inline size_t qk_s8_block_lines(const qk_window *window, size_t rows) {
    return (rows - 1) * window->stride_height + (window->kernel_height - 1) * window->dilation_height + 1;
}

/// Rows of the output that one block is made for.
static inline size_t qk_s8_block_rows(const qk_window *window, size_t channels) {
    size_t lines = QK_S8_BLOCK_ELEMENTS / qk_larger(1, qk_s8_block_width(window) * channels);
    size_t least = qk_s8_block_lines(window, 1);
    size_t rows = lines <= least ? 1 : (lines - least) / window->stride_height + 1;
    rows = qk_larger(rows, (QK_S8_BLOCK_PIXELS + window->output_width - 1) / window->output_width);
    return qk_smaller(rows, window->output_height);
}

/// Numbers in front of the block that say where each pixel's window starts in it.
static inline size_t qk_s8_block_starts(const qk_window *window, size_t channels) {
    return qk_s8_block_rows(window, channels) * window->output_width;
}

/// Says where in the block the window of each pixel of some rows starts.
static inline void qk_s8_find_starts(const qk_window *window, size_t channels, size_t rows, int32_t *starts) {
    size_t line_elements = qk_s8_block_width(window) * channels;
    for (size_t row = 0; row < rows; row++) {
        for (size_t x = 0; x < window->output_width; x++) {
            *starts++ = (int32_t)(row * window->stride_height * line_elements + x * window->stride_width * channels);
        }
    }
}

#endif
