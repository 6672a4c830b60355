#include "../internal/s8_depthwise_pairs.h"
#include "../internal/scalar_integer.h"
#include "../internal/window.h"

size_t qk_s8_depthwise_scratch_scalar(const qk_s8_depthwise_weights *weights) {
    (void)weights;
    return 0;
}

void qk_s8_depthwise_scalar(const qk_s8_depthwise *arguments, void *scratch, qk_range rows) {
    const qk_s8_depthwise *p = arguments;
    (void)scratch;
    const qk_window *window = &p->weights.window;
    qk_check_window(window);
    assert(p->weights.multiplier > 0);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    size_t outputs = p->channels * p->weights.multiplier;
    size_t block_elements = qk_s8_depthwise_block_elements(window->kernel_height, window->kernel_width);
    for (size_t row = rows.begin; row < rows.end; row++) {
        qk_taps vertical = qk_vertical_taps(window, row);
        for (size_t column = 0; column < window->output_width; column++) {
            qk_taps horizontal = qk_horizontal_taps(window, column);
            int8_t *output = p->output + (row * window->output_width + column) * outputs;
            for (size_t channel = 0; channel < outputs; channel++) {
                size_t block = channel / QK_DEPTHWISE_CHANNELS;
                size_t lane = channel - qk_s8_depthwise_first(block, outputs);
                const int16_t *weights = (const int16_t *)p->packed + block * block_elements + 2 * lane;
                int32_t sum = p->bias == NULL ? 0 : p->bias[channel];
                for (size_t i = vertical.begin; i < vertical.end; i++) {
                    size_t y = vertical.position + (i - vertical.begin) * window->dilation_height;
                    for (size_t j = horizontal.begin; j < horizontal.end; j++) {
                        size_t x = horizontal.position + (j - horizontal.begin) * window->dilation_width;
                        int32_t value = p->input[(y * window->input_width + x) * p->channels + channel / p->weights.multiplier];
                        size_t tap = i / 2 * window->kernel_width + j;
                        int32_t weight = weights[tap * 2 * QK_DEPTHWISE_CHANNELS + i % 2];
                        sum = qk_wrapping_add(sum, (value - p->input_zero_point) * weight);
                    }
                }
                output[channel] = qk_to_s8(p->rounding, (float)sum * p->multipliers[channel]);
            }
        }
    }
}
