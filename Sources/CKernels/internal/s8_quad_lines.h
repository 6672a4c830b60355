/// Lays an image out in quads for a depthwise convolution, for one instruction set.
///
/// It is included behind `avx512vnni_quads.h` or its like.

#ifndef QK_INTERNAL_S8_QUAD_LINES_H
#define QK_INTERNAL_S8_QUAD_LINES_H

#include "s8_quad_blocks.h"

/// Some channels of the convolution that fill one vector, and the part of the image that is laid out for them.
///
/// Where a vector has room for more pieces than there are, the rows of the output are divided into *strips* of the same
/// width, which are computed side by side.
typedef struct qk_quad_slice {
    const qk_s8_depthwise *conv;
    qk_quad_geometry geometry;
    /// The first channel, and how many there are.
    size_t channel;
    size_t count;
    size_t strips;
    /// Outputs of a row of a strip.
    size_t strip_width;
    /// `geometry.quad_rows` lines of quads; line i is at i modulo their number.
    qk_s8_element *lines;
    size_t line_bytes;
    /// The first pixels of a line, which may be read as whole vectors without leaving the image.
    size_t safe_width;
    /// A pixel of the padding.
    int8_t padding[QK_BLOCK_CHANNELS];
} qk_quad_slice;

/// The pixel at column x of a line of the image, or the padding; `few` takes a copy of a pixel that must not be read as a
/// whole vector.
static inline const int8_t *qk_pixel_or_padding(
    const qk_quad_slice *s, const int8_t *line, ptrdiff_t step, ptrdiff_t x, int8_t *few
) {
    if (step == 0 || x < 0 || x >= (ptrdiff_t)s->conv->weights.window.input_width) return s->padding;
    const int8_t *pixel = line + x * step;
    return x < (ptrdiff_t)s->safe_width ? pixel : memcpy(few, pixel, s->count);
}

/// Lays out one line of quads, the first line of whose pixels is `top`. The quad's size and the number of strips are
/// constants where it is inlined.
QK_QUADS_INLINE void qk_lay_out_line(
    const qk_quad_slice *s, ptrdiff_t top, qk_s8_element *target, const size_t height, const size_t width,
    const size_t strips
) {
    const qk_s8_depthwise *p = s->conv;
    const qk_window *window = &p->weights.window;
    const ptrdiff_t channels = (ptrdiff_t)p->channels;
    // Lines outside the image are one pixel of the padding without end.
    const int8_t *lines[4];
    ptrdiff_t steps[4];
    for (size_t i = 0; i < height; i++) {
        ptrdiff_t y = top + (ptrdiff_t)i;
        int is_inside = y >= 0 && y < (ptrdiff_t)window->input_height;
        lines[i] = is_inside ? p->input + (size_t)y * window->input_width * p->channels + s->channel : s->padding;
        steps[i] = is_inside ? channels : 0;
    }
    const size_t quads = (s->strip_width + s->geometry.columns - 1) / s->geometry.columns + s->geometry.quad_columns - 1;
    const ptrdiff_t quad_step = (ptrdiff_t)(s->geometry.columns * window->stride_width);
    const ptrdiff_t strip_step = (ptrdiff_t)(s->strip_width * window->stride_width);
    // Where the pixels of all strips are inside the image.
    const ptrdiff_t inside_end = (ptrdiff_t)s->safe_width - (ptrdiff_t)(width - 1) - (ptrdiff_t)(strips - 1) * strip_step;
    ptrdiff_t x = -(ptrdiff_t)window->pad_left;
    for (size_t quad = 0; quad < quads; quad++, x += quad_step, target += 4 * QK_VECTOR_BYTES) {
        qk_quads pixels[4];
        if (x >= 0 && x < inside_end) {
            QK_UNROLL for (size_t i = 0; i < 4; i++) {
                const size_t line = i / width;
                const int8_t *sources[4];
                QK_UNROLL for (size_t strip = 0; strip < strips; strip++) {
                    ptrdiff_t column = x + (ptrdiff_t)(i % width) + (ptrdiff_t)strip * strip_step;
                    sources[strip] = lines[line] + column * steps[line];
                }
                pixels[i] = qk_load_strips(sources, strips);
            }
        } else {
            int8_t few[4][4][QK_PIECE_CHANNELS * QK_BLOCK_PIECES];
            QK_UNROLL for (size_t i = 0; i < 4; i++) {
                const size_t line = i / width;
                const int8_t *sources[4];
                QK_UNROLL for (size_t strip = 0; strip < strips; strip++) {
                    ptrdiff_t column = x + (ptrdiff_t)(i % width) + (ptrdiff_t)strip * strip_step;
                    sources[strip] = qk_pixel_or_padding(s, lines[line], steps[line], column, few[i][strip]);
                }
                pixels[i] = qk_load_strips(sources, strips);
            }
        }
        qk_store_quads(target, pixels);
    }
}

/// The same for any number of strips.
QK_QUADS_INLINE void qk_lay_out_strips(
    const qk_quad_slice *s, ptrdiff_t top, qk_s8_element *target, const size_t height, const size_t width
) {
    if (QK_VECTOR_PIECES >= 4 && s->strips == 4) {
        qk_lay_out_line(s, top, target, height, width, 4);
    } else if (QK_VECTOR_PIECES >= 2 && s->strips == 2) {
        qk_lay_out_line(s, top, target, height, width, 2);
    } else {
        qk_lay_out_line(s, top, target, height, width, 1);
    }
}

/// Lays out line `index` of quads, counted from the one that the first window of row `first_row` begins in.
QK_QUADS static void qk_lay_out_quads(const qk_quad_slice *s, size_t first_row, size_t index) {
    const qk_window *window = &s->conv->weights.window;
    size_t line = first_row * window->stride_height + index * s->geometry.rows * window->stride_height;
    ptrdiff_t top = (ptrdiff_t)line - (ptrdiff_t)window->pad_top;
    qk_s8_element *target = s->lines + index % s->geometry.quad_rows * s->line_bytes;
    if (s->geometry.quad_width == 1) {
        qk_lay_out_strips(s, top, target, 4, 1);
    } else {
        qk_lay_out_strips(s, top, target, 2, 2);
    }
}

#endif
