#include "../internal/window.h"

void qk_f32_im2col_scalar(const qk_f32_im2col *arguments, qk_range pixels) {
    const qk_f32_im2col *p = arguments;
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(pixels.begin <= pixels.end && pixels.end <= window->output_height * window->output_width);
    for (size_t pixel = pixels.begin; pixel < pixels.end; pixel++) {
        float *row = p->output + (ptrdiff_t)(pixel - pixels.begin) * p->row_stride;
        size_t row_length = window->kernel_height * window->kernel_width * p->channels;
        memset(row, 0, row_length * sizeof(float));
        qk_taps vertical = qk_vertical_taps(window, pixel / window->output_width);
        qk_taps horizontal = qk_horizontal_taps(window, pixel % window->output_width);
        size_t y = vertical.position;
        for (size_t i = vertical.begin; i < vertical.end; i++, y += window->dilation_height) {
            size_t x = horizontal.position;
            for (size_t j = horizontal.begin; j < horizontal.end; j++, x += window->dilation_width) {
                const float *source = p->input + (ptrdiff_t)(y * window->input_width + x) * p->pixel_stride;
                memcpy(row + (i * window->kernel_width + j) * p->channels, source, p->channels * sizeof(float));
            }
        }
    }
}
