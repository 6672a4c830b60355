#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"
#include "../internal/window.h"

enum {
    /// Vectors that are pooled side by side, so that many loads are under way.
    VECTORS = 4,
};

/// Pools some vectors of channels of an output pixel; fewer than eight channels only where there is a single vector.
QK_AVX2_INLINE void pool_vectors(
    const qk_f32_pool *p, qk_taps vertical, qk_taps horizontal, size_t channel, size_t count, float *output,
    const int is_maximum, const size_t vectors
) {
    const qk_window *window = &p->window;
    __m256 results[VECTORS];
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        results[v] = is_maximum ? _mm256_set1_ps(-INFINITY) : _mm256_setzero_ps();
    }
    size_t y = vertical.position;
    for (size_t i = vertical.begin; i < vertical.end; i++, y += window->dilation_height) {
        const float *source = p->input + (y * window->input_width + horizontal.position) * p->channels + channel;
        for (size_t j = horizontal.begin; j < horizontal.end; j++) {
            QK_UNROLL for (size_t v = 0; v < vectors; v++) {
                __m256 value = vectors == 1 ? qk_load_first(source, count) : _mm256_loadu_ps(source + 8 * v);
                results[v] = is_maximum ? qk_maximum_avx2(results[v], value) : _mm256_add_ps(results[v], value);
            }
            source += window->dilation_width * p->channels;
        }
    }
    __m256 taps = _mm256_set1_ps((float)((vertical.end - vertical.begin) * (horizontal.end - horizontal.begin)));
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        if (!is_maximum) results[v] = _mm256_div_ps(results[v], taps);
        if (vectors == 1) {
            qk_store_first(output + channel, results[v], count);
        } else {
            _mm256_storeu_ps(output + channel + 8 * v, results[v]);
        }
    }
}

/// Pools one output pixel.
QK_AVX2_INLINE void pool_pixel(
    const qk_f32_pool *p, qk_taps vertical, qk_taps horizontal, float *output, const int is_maximum
) {
    size_t channel = 0;
    for (; channel + 8 * VECTORS <= p->channels; channel += 8 * VECTORS) {
        pool_vectors(p, vertical, horizontal, channel, 8 * VECTORS, output, is_maximum, VECTORS);
    }
    for (; channel < p->channels; channel += 8) {
        pool_vectors(p, vertical, horizontal, channel, p->channels - channel, output, is_maximum, 1);
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
