#include "../internal/binary.h"
#include "../internal/window.h"

void qk_f32_pool_scalar(const qk_f32_pool *arguments, qk_range rows) {
    const qk_f32_pool *p = arguments;
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    int is_maximum = p->function == QK_POOL_MAX;
    for (size_t row = rows.begin; row < rows.end; row++) {
        qk_taps vertical = qk_vertical_taps(window, row);
        for (size_t column = 0; column < window->output_width; column++) {
            qk_taps horizontal = qk_horizontal_taps(window, column);
            size_t taps = (vertical.end - vertical.begin) * (horizontal.end - horizontal.begin);
            assert(taps > 0);
            float *output = p->output + (row * window->output_width + column) * p->channels;
            for (size_t channel = 0; channel < p->channels; channel++) {
                float result = is_maximum ? -INFINITY : 0;
                size_t y = vertical.position;
                for (size_t i = vertical.begin; i < vertical.end; i++, y += window->dilation_height) {
                    size_t x = horizontal.position;
                    for (size_t j = horizontal.begin; j < horizontal.end; j++, x += window->dilation_width) {
                        float value = p->input[(y * window->input_width + x) * p->channels + channel];
                        result = is_maximum ? qk_combine(QK_BINARY_MAXIMUM, result, value) : result + value;
                    }
                }
                if (!is_maximum) result /= (float)taps;
                output[channel] = qk_activate(p->activation, result);
            }
        }
    }
}
