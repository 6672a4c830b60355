#include "../internal/scalar_math.h"
#include "../internal/window.h"

void qk_f32_conv_scalar(const qk_f32_conv *arguments, qk_range rows, qk_range panels) {
    const qk_f32_conv *p = arguments;
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(p->columns));
    size_t depth = window->kernel_height * window->kernel_width * p->channels;
    size_t end = qk_smaller(panels.end * QK_PANEL_COLUMNS, p->columns);
    for (size_t row = rows.begin; row < rows.end; row++) {
        qk_taps vertical = qk_vertical_taps(window, row);
        for (size_t column = 0; column < window->output_width; column++) {
            qk_taps horizontal = qk_horizontal_taps(window, column);
            ptrdiff_t pixel = (ptrdiff_t)(row * window->output_width + column);
            const float *residual = p->residual == NULL ? NULL : p->residual + pixel * p->residual_stride;
            float *output = p->output + pixel * p->output_stride;
            for (size_t channel = panels.begin * QK_PANEL_COLUMNS; channel < end; channel++) {
                size_t lane = channel % QK_PANEL_COLUMNS;
                const float *b = p->b + (channel - lane) * depth + lane;
                float sum = p->bias == NULL ? 0 : p->bias[channel];
                size_t y = vertical.position;
                for (size_t i = vertical.begin; i < vertical.end; i++, y += window->dilation_height) {
                    size_t x = horizontal.position;
                    for (size_t j = horizontal.begin; j < horizontal.end; j++, x += window->dilation_width) {
                        const float *source = p->input + (ptrdiff_t)(y * window->input_width + x) * p->pixel_stride;
                        const float *weights = b + (i * window->kernel_width + j) * p->channels * QK_PANEL_COLUMNS;
                        for (size_t k = 0; k < p->channels; k++) {
                            sum = qk_fma(source[k], weights[k * QK_PANEL_COLUMNS], sum);
                        }
                    }
                }
                if (residual != NULL) sum += residual[channel];
                output[channel] = qk_activate(p->activation, sum);
            }
        }
    }
}
