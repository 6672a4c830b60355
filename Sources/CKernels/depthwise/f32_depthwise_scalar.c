#include "../internal/scalar_math.h"
#include "../internal/window.h"

void qk_f32_depthwise_scalar(const qk_f32_depthwise *arguments, qk_range rows) {
    const qk_f32_depthwise *p = arguments;
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(p->multiplier > 0);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    size_t outputs = p->channels * p->multiplier;
    qk_clear_row_sums(p, rows);
    for (size_t row = rows.begin; row < rows.end; row++) {
        qk_taps vertical = qk_vertical_taps(window, row);
        for (size_t column = 0; column < window->output_width; column++) {
            qk_taps horizontal = qk_horizontal_taps(window, column);
            float *output = p->output + (row * window->output_width + column) * outputs;
            for (size_t channel = 0; channel < outputs; channel++) {
                float sum = p->bias == NULL ? 0 : p->bias[channel];
                size_t y = vertical.position;
                for (size_t i = vertical.begin; i < vertical.end; i++, y += window->dilation_height) {
                    size_t x = horizontal.position;
                    for (size_t j = horizontal.begin; j < horizontal.end; j++, x += window->dilation_width) {
                        float value =
                            p->input[(y * window->input_width + x) * p->channels + channel / p->multiplier];
                        sum = qk_fma(value, p->weights[(i * window->kernel_width + j) * outputs + channel], sum);
                    }
                }
                output[channel] = qk_activate(p->activation, sum);
                if (p->row_sums != NULL) p->row_sums[row * outputs + channel] += output[channel];
            }
        }
    }
}
