#include "../internal/s8_pool.h"

void qk_s8_pool_scalar(const qk_s8_pool *arguments, qk_range rows) {
    const qk_s8_pool *p = arguments;
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    for (size_t row = rows.begin; row < rows.end; row++) {
        qk_taps vertical = qk_vertical_taps(window, row);
        for (size_t column = 0; column < window->output_width; column++) {
            qk_taps horizontal = qk_horizontal_taps(window, column);
            int8_t *output = p->output + (row * window->output_width + column) * p->channels;
            qk_pool_pixel_s8(p, vertical, horizontal, output, 0);
        }
    }
}
