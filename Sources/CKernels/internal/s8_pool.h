/// One pixel of an int8 pool, as the scalar kernel computes it.

#ifndef QK_INTERNAL_S8_POOL_H
#define QK_INTERNAL_S8_POOL_H

#include "window.h"

/// Pools the channels of one output pixel from `first` on.
static inline void qk_pool_pixel_s8(
    const qk_s8_pool *p, qk_taps vertical, qk_taps horizontal, int8_t *output, size_t first
) {
    const qk_window *window = &p->window;
    int32_t taps = (int32_t)((vertical.end - vertical.begin) * (horizontal.end - horizontal.begin));
    assert(taps > 0);
    for (size_t channel = first; channel < p->channels; channel++) {
        int32_t result = p->function == QK_POOL_MAX ? INT8_MIN : p->offset * taps;
        size_t y = vertical.position;
        for (size_t i = vertical.begin; i < vertical.end; i++, y += window->dilation_height) {
            size_t x = horizontal.position;
            for (size_t j = horizontal.begin; j < horizontal.end; j++, x += window->dilation_width) {
                int32_t value = p->input[(y * window->input_width + x) * p->channels + channel];
                result = p->function == QK_POOL_MAX ? (result > value ? result : value) : result + value;
            }
        }
        if (p->function == QK_POOL_AVERAGE) {
            result = (result > 0 ? result + taps / 2 : result - taps / 2) / taps - p->offset;
        }
        if (result < p->minimum) result = p->minimum;
        if (result > p->maximum) result = p->maximum;
        output[channel] = (int8_t)result;
    }
}

#endif
