#include "../internal/kernels.h"

#if QK_HAS_NEON

#include "../internal/neon_vectors.h"
#include "../internal/depthwise_tiles.h"

enum {
    /// Vectors of channels that are computed together, so that enough sums are under way to hide their latency.
    GROUP_VECTORS = 4,
};

/// Computes some vectors of channels of one pixel; their number is a constant where it is inlined, and
/// `lanes` are those of the last.
QK_NEON_INLINE void compute_group(
    const qk_f32_depthwise *p, qk_taps vertical, qk_taps horizontal, size_t channel, float *output, qk_lanes lanes,
    const size_t vectors
) {
    const qk_window *window = &p->window;
    const size_t channels = p->channels;
    qk_vector sums[GROUP_VECTORS];
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        sums[v] = p->bias == NULL ? qk_zero() : qk_load(p->bias + channel + 4 * v, lanes);
    }
    size_t y = vertical.position;
    for (size_t i = vertical.begin; i < vertical.end; i++, y += window->dilation_height) {
        size_t x = horizontal.position;
        for (size_t j = horizontal.begin; j < horizontal.end; j++, x += window->dilation_width) {
            const float *value = p->input + (y * window->input_width + x) * channels + channel;
            const float *weight = p->weights + (i * window->kernel_width + j) * channels + channel;
            QK_UNROLL for (size_t v = 0; v < vectors; v++) {
                sums[v] = qk_multiply_add(qk_load(value + 4 * v, lanes), qk_load(weight + 4 * v, lanes), sums[v]);
            }
        }
    }
    QK_UNROLL for (size_t v = 0; v < vectors; v++) qk_store(output + channel + 4 * v, lanes, sums[v]);
}

/// Computes the channels from one on, pixel by pixel, of any window.
static void compute_channels(const qk_f32_depthwise *p, qk_range rows, size_t first) {
    const qk_window *window = &p->window;
    for (size_t row = rows.begin; row < rows.end; row++) {
        qk_taps vertical = qk_vertical_taps(window, row);
        for (size_t column = 0; column < window->output_width; column++) {
            qk_taps horizontal = qk_horizontal_taps(window, column);
            float *output = p->output + (row * window->output_width + column) * p->channels;
            size_t channel = first;
            for (; channel + 4 * GROUP_VECTORS <= p->channels; channel += 4 * GROUP_VECTORS) {
                compute_group(p, vertical, horizontal, channel, output, 4, GROUP_VECTORS);
            }
            for (; channel < p->channels; channel += 4) {
                compute_group(p, vertical, horizontal, channel, output, p->channels - channel, 1);
            }
            qk_activate_stored(p->activation, output + first, 0, 1, p->channels - first);
        }
    }
}

void qk_f32_depthwise_neon(const qk_f32_depthwise *arguments, qk_range rows) {
    const qk_f32_depthwise *p = arguments;
    if (p->multiplier != 1) {
        qk_f32_depthwise_scalar(p, rows);
        return;
    }
    qk_check_window(&p->window);
    assert(rows.begin <= rows.end && rows.end <= p->window.output_height);
    qk_clear_row_sums(p, rows);
    size_t in_tiles = qk_has_tiles(p) ? p->channels / QK_VECTOR_ELEMENTS * QK_VECTOR_ELEMENTS : 0;
    if (in_tiles > 0) qk_compute_tiles(p, rows, in_tiles);
    // Tiles of all channels have added their sums already.
    if (in_tiles == p->channels) return;
    compute_channels(p, rows, in_tiles);
    if (p->row_sums == NULL) return;
    size_t row_elements = p->window.output_width * p->channels;
    for (size_t row = rows.begin; row < rows.end; row++) {
        qk_add_outputs(
            p->output + row * row_elements, p->window.output_width, p->channels, p->row_sums + row * p->channels);
    }
}

#endif
