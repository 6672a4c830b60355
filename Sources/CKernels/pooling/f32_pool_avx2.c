#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"
#include "../internal/window.h"

/// Pools one output pixel, eight channels at a time.
QK_AVX2_INLINE void pool_pixel(
    const qk_f32_pool *p, qk_taps vertical, qk_taps horizontal, float *output, const int is_maximum
) {
    const qk_window *window = &p->window;
    __m256 taps = _mm256_set1_ps((float)((vertical.end - vertical.begin) * (horizontal.end - horizontal.begin)));
    for (size_t channel = 0; channel < p->channels; channel += 8) {
        size_t count = qk_smaller(8, p->channels - channel);
        __m256 result = is_maximum ? _mm256_set1_ps(-INFINITY) : _mm256_setzero_ps();
        size_t y = vertical.position;
        for (size_t i = vertical.begin; i < vertical.end; i++, y += window->dilation_height) {
            const float *source = p->input + (y * window->input_width + horizontal.position) * p->channels + channel;
            for (size_t j = horizontal.begin; j < horizontal.end; j++) {
                __m256 value = qk_load_first(source, count);
                result = is_maximum ? qk_maximum_avx2(result, value) : _mm256_add_ps(result, value);
                source += window->dilation_width * p->channels;
            }
        }
        if (!is_maximum) result = _mm256_div_ps(result, taps);
        qk_store_first(output + channel, result, count);
    }
    qk_f32_unary_avx2(p->activation, output, output, p->channels);
}

QK_AVX2 void qk_f32_pool_avx2(const qk_f32_pool *arguments, qk_range rows) {
    const qk_f32_pool *p = arguments;
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    for (size_t row = rows.begin; row < rows.end; row++) {
        qk_taps vertical = qk_vertical_taps(window, row);
        for (size_t column = 0; column < window->output_width; column++) {
            qk_taps horizontal = qk_horizontal_taps(window, column);
            assert(vertical.begin < vertical.end && horizontal.begin < horizontal.end);
            float *output = p->output + (row * window->output_width + column) * p->channels;
            if (p->function == QK_POOL_MAX) {
                pool_pixel(p, vertical, horizontal, output, 1);
            } else {
                pool_pixel(p, vertical, horizontal, output, 0);
            }
        }
    }
}

#endif
