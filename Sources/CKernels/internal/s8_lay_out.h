/// Lays out the part of an image that some rows of a convolution read, for one instruction set.
///
/// It is included behind `s8_image.h` and what says how an element looks: the type `qk_s8_element`, the functions
/// `qk_lay_out_elements` and `qk_lay_out_padding`, and QK_S8_LAYING_OUT, the attributes of a function that calls them.

#ifndef QK_INTERNAL_S8_LAY_OUT_H
#define QK_INTERNAL_S8_LAY_OUT_H

/// Lays out what the rows read.
QK_S8_LAYING_OUT static void qk_lay_out(const qk_s8_conv *p, qk_range rows, qk_s8_element *elements) {
    const qk_window *window = &p->window;
    size_t channels = p->weights.channels;
    size_t width = qk_s8_block_width(window);
    // Pixels of the padding in front, then those of the image, then the padding behind.
    size_t before = qk_smaller(window->pad_left, width);
    size_t inside = qk_smaller(width - before, window->input_width);
    int is_dense = p->pixel_stride == (ptrdiff_t)channels;
    int has_whole_lines = is_dense && inside == width && inside == window->input_width;
    size_t lines = qk_s8_block_lines(window, rows.end - rows.begin);
    for (size_t line = 0; line < lines;) {
        qk_s8_element *target = elements + line * width * channels;
        size_t y = rows.begin * window->stride_height + line;
        if (y < window->pad_top || y - window->pad_top >= window->input_height) {
            qk_lay_out_padding(p, target, width * channels);
            line++;
            continue;
        }
        y -= window->pad_top;
        const int8_t *source = p->input + (ptrdiff_t)(y * window->input_width) * p->pixel_stride;
        if (has_whole_lines) {
            size_t count = qk_smaller(lines - line, window->input_height - y);
            qk_lay_out_elements(p, source, target, count * width * channels);
            line += count;
            continue;
        }
        qk_lay_out_padding(p, target, before * channels);
        target += before * channels;
        if (is_dense) {
            qk_lay_out_elements(p, source, target, inside * channels);
        } else {
            for (size_t x = 0; x < inside; x++) {
                qk_lay_out_elements(p, source + (ptrdiff_t)x * p->pixel_stride, target + x * channels, channels);
            }
        }
        qk_lay_out_padding(p, target + inside * channels, (width - before - inside) * channels);
        line++;
    }
}

#endif
