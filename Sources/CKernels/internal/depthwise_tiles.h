/// Depthwise convolutions with windows three or five taps wide, for one instruction set.
///
/// It is included behind `avx2_vectors.h` or its like.

#ifndef QK_INTERNAL_DEPTHWISE_TILES_H
#define QK_INTERNAL_DEPTHWISE_TILES_H

#include "window.h"

enum {
    /// The most outputs of a tile: neighbours in a row, whose sums stay in registers.
    QK_TILE_OUTPUTS = 8,
    /// The widest window.
    QK_TILE_TAPS = 5,
};

/// Neighbouring outputs of one row.
typedef struct qk_tile {
    /// The lines of the window inside the image.
    qk_taps vertical;
    /// Where the first tap of the first output reads; negative left of the image.
    ptrdiff_t column;
    float *output;
} qk_tile;

/// Computes some vectors of channels of a tile; `vectors`, `outputs`, `taps`, `stride` and `is_edge` are constants where it
/// is inlined.
///
/// Each vector of the image is loaded once for all outputs that need it, and each line of weights once for the tile. At an
/// edge, the window of some output reaches beyond the image to the left or the right.
QK_VECTOR_INLINE void qk_compute_channels(
    const qk_f32_depthwise *p, const qk_tile *tile, size_t channel, const size_t vectors, const size_t outputs,
    const size_t taps, const size_t stride, const int is_edge
) {
    const size_t columns = (outputs - 1) * stride + taps;
    size_t channels = p->channels;
    size_t width = p->window.input_width;
    qk_lanes lanes[QK_CHANNEL_VECTORS];
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        lanes[v] = qk_lanes_of_tile(channels - channel - v * QK_VECTOR_ELEMENTS);
    }
    qk_vector sums[QK_CHANNEL_VECTORS * QK_TILE_OUTPUTS];
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        size_t first = channel + v * QK_VECTOR_ELEMENTS;
        qk_vector bias = p->bias == NULL ? qk_zero() : qk_load(p->bias + first, lanes[v]);
        QK_UNROLL for (size_t o = 0; o < outputs; o++) sums[v * outputs + o] = bias;
    }
    const float *line = p->input + tile->vertical.position * width * channels + channel;
    const float *weight_line = p->weights + tile->vertical.begin * taps * channels + channel;
    for (size_t i = tile->vertical.begin; i < tile->vertical.end; i++) {
        qk_vector weights[QK_CHANNEL_VECTORS][QK_TILE_TAPS];
        QK_UNROLL for (size_t v = 0; v < vectors; v++) {
            const float *source = weight_line + v * QK_VECTOR_ELEMENTS;
            QK_UNROLL for (size_t j = 0; j < taps; j++) weights[v][j] = qk_load(source + j * channels, lanes[v]);
        }
        QK_UNROLL for (size_t c = 0; c < columns; c++) {
            // Left of the image, it is a large number.
            size_t x = (size_t)(tile->column + (ptrdiff_t)c);
            if (is_edge && x >= width) continue;
            QK_UNROLL for (size_t v = 0; v < vectors; v++) {
                qk_vector value = qk_load(line + x * channels + v * QK_VECTOR_ELEMENTS, lanes[v]);
                QK_UNROLL for (size_t j = 0; j < taps; j++) {
                    size_t o = (c - j) / stride;
                    if (j <= c && (c - j) % stride == 0 && o < outputs) {
                        qk_vector *sum = &sums[v * outputs + o];
                        *sum = qk_multiply_add(value, weights[v][j], *sum);
                    }
                }
            }
        }
        line += width * channels;
        weight_line += taps * channels;
    }
    qk_function function = p->activation.function;
    int is_stored = 0;
    if (function == QK_FUNCTION_SWISH) {
        qk_swish_of(sums, vectors * outputs);
    } else if (function == QK_FUNCTION_HARD_SWISH) {
        QK_UNROLL for (size_t i = 0; i < vectors * outputs; i++) sums[i] = qk_hard_swish_of(sums[i]);
    } else {
        is_stored = function != QK_FUNCTION_IDENTITY;
    }
    if (!is_stored && qk_has_bounds(p->activation)) {
        QK_UNROLL for (size_t i = 0; i < vectors * outputs; i++) sums[i] = qk_clamp(p->activation, sums[i]);
    }
    float *output = tile->output + channel;
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        QK_UNROLL for (size_t o = 0; o < outputs; o++) {
            qk_store(output + o * channels + v * QK_VECTOR_ELEMENTS, lanes[v], sums[v * outputs + o]);
        }
    }
    if (!is_stored) return;
    size_t count = qk_smaller(vectors * QK_VECTOR_ELEMENTS, channels - channel);
    qk_activate_stored(p->activation, output, (ptrdiff_t)channels, outputs, count);
}

/// Computes channels 0 ..< `channels` of a tile.
typedef void (*qk_compute_tile)(const qk_f32_depthwise *p, const qk_tile *tile, size_t channels);

#define QK_DEFINE_TILE(outputs, taps, stride, is_edge)                                                                 \
    QK_VECTOR static void tile_##taps##_##stride##_##is_edge##_##outputs(                                              \
        const qk_f32_depthwise *p, const qk_tile *tile, size_t channels                                                \
    ) {                                                                                                                \
        const size_t most = QK_CHANNEL_VECTORS * QK_VECTOR_ELEMENTS;                                                   \
        const size_t others = most - QK_VECTOR_ELEMENTS;                                                               \
        size_t channel = 0;                                                                                            \
        for (; channel + others < channels; channel += most) {                                                         \
            qk_compute_channels(p, tile, channel, QK_CHANNEL_VECTORS, outputs, taps, stride, is_edge);                 \
        }                                                                                                              \
        if (others > 0 && channel < channels) {                                                                        \
            qk_compute_channels(p, tile, channel, 1, outputs, taps, stride, is_edge);                                  \
        }                                                                                                              \
    }
#define QK_TILE_NAME(outputs, taps, stride, is_edge) tile_##taps##_##stride##_##is_edge##_##outputs,
#define QK_EACH_COUNT(NAME, taps, stride, is_edge)                                                                     \
    NAME(1, taps, stride, is_edge)                                                                                     \
    NAME(2, taps, stride, is_edge)                                                                                     \
    NAME(3, taps, stride, is_edge)                                                                                     \
    NAME(4, taps, stride, is_edge)                                                                                     \
    NAME(5, taps, stride, is_edge)                                                                                     \
    NAME(6, taps, stride, is_edge)                                                                                     \
    NAME(7, taps, stride, is_edge)                                                                                     \
    NAME(8, taps, stride, is_edge)

QK_EACH_COUNT(QK_DEFINE_TILE, 3, 1, 0)
QK_EACH_COUNT(QK_DEFINE_TILE, 3, 1, 1)
QK_EACH_COUNT(QK_DEFINE_TILE, 3, 2, 0)
QK_EACH_COUNT(QK_DEFINE_TILE, 3, 2, 1)
QK_EACH_COUNT(QK_DEFINE_TILE, 5, 1, 0)
QK_EACH_COUNT(QK_DEFINE_TILE, 5, 1, 1)
QK_EACH_COUNT(QK_DEFINE_TILE, 5, 2, 0)
QK_EACH_COUNT(QK_DEFINE_TILE, 5, 2, 1)

/// By taps (3, 5), stride (1, 2), whether it is at an edge, and outputs.
static const qk_compute_tile qk_tiles[2][2][2][QK_TILE_OUTPUTS + 1] = {
    {
        {{NULL, QK_EACH_COUNT(QK_TILE_NAME, 3, 1, 0)}, {NULL, QK_EACH_COUNT(QK_TILE_NAME, 3, 1, 1)}},
        {{NULL, QK_EACH_COUNT(QK_TILE_NAME, 3, 2, 0)}, {NULL, QK_EACH_COUNT(QK_TILE_NAME, 3, 2, 1)}},
    },
    {
        {{NULL, QK_EACH_COUNT(QK_TILE_NAME, 5, 1, 0)}, {NULL, QK_EACH_COUNT(QK_TILE_NAME, 5, 1, 1)}},
        {{NULL, QK_EACH_COUNT(QK_TILE_NAME, 5, 2, 0)}, {NULL, QK_EACH_COUNT(QK_TILE_NAME, 5, 2, 1)}},
    },
};

/// Whether there are tiles for the window.
static inline int qk_has_tiles(const qk_f32_depthwise *p) {
    const qk_window *window = &p->window;
    return p->multiplier == 1 && (window->kernel_width == 3 || window->kernel_width == 5) && window->stride_width <= 2
        && window->dilation_width == 1 && window->dilation_height == 1;
}

/// Adds outputs of a row, one behind the other, to the sums of their channels.
QK_VECTOR static void qk_add_outputs(const float *output, size_t outputs, size_t channels, float *sums) {
    for (size_t channel = 0; channel < channels; channel += QK_VECTOR_ELEMENTS) {
        qk_lanes lanes = qk_lanes_of(channels - channel);
        qk_vector sum = qk_load(sums + channel, lanes);
        for (size_t o = 0; o < outputs; o++) sum = qk_add(sum, qk_load(output + o * channels + channel, lanes));
        qk_store(sums + channel, lanes, sum);
    }
}

/// Computes channels 0 ..< `channels` of the given rows, in tiles of nearly equal numbers of outputs.
QK_VECTOR static void qk_compute_tiles(const qk_f32_depthwise *p, qk_range rows, size_t channels) {
    const qk_window *window = &p->window;
    const qk_compute_tile(*tiles)[QK_TILE_OUTPUTS + 1] =
        qk_tiles[window->kernel_width == 5][window->stride_width == 2];
    for (size_t row = rows.begin; row < rows.end; row++) {
        size_t tile_count = (window->output_width + QK_TILE_OUTPUTS - 1) / QK_TILE_OUTPUTS;
        for (size_t x = 0; x < window->output_width; tile_count--) {
            size_t outputs = (window->output_width - x + tile_count - 1) / tile_count;
            qk_tile tile = {
                .vertical = qk_vertical_taps(window, row),
                .column = (ptrdiff_t)(x * window->stride_width) - (ptrdiff_t)window->pad_left,
                .output = p->output + (row * window->output_width + x) * p->channels,
            };
            size_t end = (x + outputs - 1) * window->stride_width + window->kernel_width;
            int is_edge = tile.column < 0 || end > window->input_width + window->pad_left;
            tiles[is_edge][outputs](p, &tile, channels);
            if (p->row_sums != NULL && channels == p->channels) {
                qk_add_outputs(tile.output, outputs, channels, p->row_sums + row * channels);
            }
            x += outputs;
        }
    }
}

#endif
