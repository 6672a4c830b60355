/// The squares of an image that Winograd's convolution reads.

#ifndef QK_INTERNAL_SQUARES_H
#define QK_INTERNAL_SQUARES_H

#include "kernels.h"

/// Where a tile's square begins in the image; negative in the padding.
typedef struct qk_square {
    ptrdiff_t y;
    ptrdiff_t x;
} qk_square;

static inline qk_square qk_square_of(const qk_f32_winograd *p, size_t tile) {
    size_t across = qk_winograd_tiles_across(&p->window, p->side);
    return (qk_square){
        (ptrdiff_t)(tile / across * p->side) - (ptrdiff_t)p->window.pad_top,
        (ptrdiff_t)(tile % across * p->side) - (ptrdiff_t)p->window.pad_left,
    };
}

static inline void qk_check_winograd(const qk_f32_winograd *p, qk_range tiles) {
    const qk_window *window = &p->window;
    assert(window->kernel_height == 3 && window->kernel_width == 3);
    assert(window->stride_height == 1 && window->stride_width == 1);
    assert(window->dilation_height == 1 && window->dilation_width == 1);
    assert(p->side == 2 || p->side == 4);
    assert(tiles.begin <= tiles.end && tiles.end <= qk_winograd_tiles(window, p->side));
    (void)window;
    (void)tiles;
}

#endif
