/// The transformation of weights for F(2x2, 3x3), for one instruction set.
///
/// It is included behind `avx2_vectors.h` or its like.

#ifndef QK_INTERNAL_WINOGRAD_WEIGHTS_H
#define QK_INTERNAL_WINOGRAD_WEIGHTS_H

#include "avx2_transpose.h"

enum {
    /// Elements of a window.
    QK_WINOGRAD_TAPS = 9,
    /// Channels that are transformed at once, so that their windows stay in the first-level cache.
    QK_WINOGRAD_RUN = 32,
};

/// Windows of some channels, for all columns of a panel.
typedef float qk_winograd_windows[QK_WINOGRAD_TAPS][QK_WINOGRAD_RUN][QK_PANEL_COLUMNS];

/// Brings the columns of some channels beside one another; `source` is the first channel of the first of them. Columns that
/// are not there become zeros.
QK_VECTOR_INLINE void qk_gather_windows(
    const float *source, size_t channels, size_t columns, size_t count, qk_winograd_windows windows
) {
    size_t stride = QK_WINOGRAD_TAPS * channels;
    for (size_t tap = 0; tap < QK_WINOGRAD_TAPS; tap++) {
        const float *channel = source + tap * channels;
        size_t k = 0;
        if (columns == QK_PANEL_COLUMNS) {
            for (; k + 8 <= count; k += 8) {
                qk_transpose_8x8(channel + k, stride, windows[tap][k], QK_PANEL_COLUMNS);
                qk_transpose_8x8(channel + 8 * stride + k, stride, windows[tap][k] + 8, QK_PANEL_COLUMNS);
            }
        }
        for (; k < count; k++) {
            for (size_t column = 0; column < QK_PANEL_COLUMNS; column++) {
                windows[tap][k][column] = column < columns ? channel[column * stride + k] : 0;
            }
        }
    }
}

/// G * g for a column of a window, or g * G' for a row.
QK_VECTOR_INLINE void qk_transform_three(const qk_vector g[3], qk_vector t[4]) {
    t[0] = g[0];
    t[1] = qk_half(qk_add(qk_add(g[0], g[1]), g[2]));
    t[2] = qk_half(qk_add(qk_subtract(g[0], g[1]), g[2]));
    t[3] = g[2];
}

/// Transforms the windows of one channel, for all columns of a panel.
QK_VECTOR_INLINE void qk_transform_window(
    const qk_winograd_windows windows, size_t k, float *target, size_t place_stride
) {
    QK_UNROLL for (size_t column = 0; column < QK_PANEL_COLUMNS; column += QK_VECTOR_ELEMENTS) {
        qk_lanes lanes = qk_lanes_of_tile(QK_VECTOR_ELEMENTS);
        qk_vector down[4][3];
        QK_UNROLL for (size_t j = 0; j < 3; j++) {
            qk_vector g[3];
            QK_UNROLL for (size_t i = 0; i < 3; i++) g[i] = qk_load(windows[3 * i + j][k] + column, lanes);
            qk_vector parts[4];
            qk_transform_three(g, parts);
            QK_UNROLL for (size_t i = 0; i < 4; i++) down[i][j] = parts[i];
        }
        QK_UNROLL for (size_t i = 0; i < 4; i++) {
            qk_vector along[4];
            qk_transform_three(down[i], along);
            QK_UNROLL for (size_t j = 0; j < 4; j++) {
                qk_store(target + (4 * i + j) * place_stride + column, lanes, along[j]);
            }
        }
    }
}

QK_VECTOR static void qk_pack_windows(
    size_t columns, size_t channels, const float *weights, float *packed, qk_range panels
) {
    size_t place_stride = qk_gemm_packed_elements(columns, channels);
    for (size_t panel = panels.begin; panel < panels.end; panel++) {
        size_t first = panel * QK_PANEL_COLUMNS;
        size_t present = qk_smaller(QK_PANEL_COLUMNS, columns - first);
        for (size_t channel = 0; channel < channels; channel += QK_WINOGRAD_RUN) {
            size_t count = qk_smaller(QK_WINOGRAD_RUN, channels - channel);
            _Alignas(64) qk_winograd_windows windows;
            qk_gather_windows(
                weights + first * QK_WINOGRAD_TAPS * channels + channel, channels, present, count, windows);
            float *target = packed + first * channels + channel * QK_PANEL_COLUMNS;
            for (size_t k = 0; k < count; k++) {
                qk_transform_window(windows, k, target + k * QK_PANEL_COLUMNS, place_stride);
            }
        }
    }
}

#endif
