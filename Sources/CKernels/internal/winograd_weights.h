/// The transformation of weights, for one instruction set.
///
/// It is included behind `avx2_vectors.h` or its like.

#ifndef QK_INTERNAL_WINOGRAD_WEIGHTS_H
#define QK_INTERNAL_WINOGRAD_WEIGHTS_H

#include "avx2_transpose.h"
#include "winograd_points.h"

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
QK_VECTOR_INLINE void qk_transform_three(const qk_vector g[3], qk_vector t[QK_WINOGRAD_LINE], const size_t side) {
    if (side == 2) {
        qk_vector half = qk_all(0.5f);
        t[0] = g[0];
        t[1] = qk_multiply(qk_add(qk_add(g[0], g[1]), g[2]), half);
        t[2] = qk_multiply(qk_add(qk_subtract(g[0], g[1]), g[2]), half);
        t[3] = g[2];
        return;
    }
    qk_vector near_even = qk_multiply_add(g[2], qk_all(QK_NEAR_SQUARED), g[0]);
    qk_vector near_odd = qk_multiply(g[1], qk_all(QK_NEAR));
    qk_vector far_even = qk_multiply_add(g[2], qk_all(QK_FAR_SQUARED), g[0]);
    qk_vector far_odd = qk_multiply(g[1], qk_all(QK_FAR));
    t[0] = qk_multiply(g[0], qk_all(1 / QK_DIVISOR_OF_ZERO));
    t[1] = qk_multiply(qk_add(near_even, near_odd), qk_all(1 / QK_DIVISOR_OF_NEAR));
    t[2] = qk_multiply(qk_subtract(near_even, near_odd), qk_all(1 / QK_DIVISOR_OF_NEAR));
    t[3] = qk_multiply(qk_add(far_even, far_odd), qk_all(1 / QK_DIVISOR_OF_FAR));
    t[4] = qk_multiply(qk_subtract(far_even, far_odd), qk_all(1 / QK_DIVISOR_OF_FAR));
    t[5] = qk_multiply(g[2], qk_all(1 / QK_DIVISOR_OF_INFINITY));
}

/// Transforms the windows of one channel, for all columns of a panel.
QK_VECTOR_INLINE void qk_transform_window(
    const qk_winograd_windows windows, size_t k, float *target, size_t place_stride, const size_t side
) {
    const size_t line = side + 2;
    QK_UNROLL for (size_t column = 0; column < QK_PANEL_COLUMNS; column += QK_VECTOR_ELEMENTS) {
        qk_lanes lanes = qk_lanes_of_tile(QK_VECTOR_ELEMENTS);
        qk_vector down[QK_WINOGRAD_LINE][3];
        QK_UNROLL for (size_t j = 0; j < 3; j++) {
            qk_vector g[3];
            QK_UNROLL for (size_t i = 0; i < 3; i++) g[i] = qk_load(windows[3 * i + j][k] + column, lanes);
            qk_vector parts[QK_WINOGRAD_LINE];
            qk_transform_three(g, parts, side);
            QK_UNROLL for (size_t i = 0; i < line; i++) down[i][j] = parts[i];
        }
        QK_UNROLL for (size_t i = 0; i < line; i++) {
            qk_vector along[QK_WINOGRAD_LINE];
            qk_transform_three(down[i], along, side);
            QK_UNROLL for (size_t j = 0; j < line; j++) {
                qk_store(target + (line * i + j) * place_stride + column, lanes, along[j]);
            }
        }
    }
}

QK_VECTOR static void qk_pack_windows(
    size_t side, size_t columns, size_t channels, const float *weights, float *packed, qk_range panels
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
            for (size_t k = 0; k < count; k++, target += QK_PANEL_COLUMNS) {
                if (side == 2) {
                    qk_transform_window(windows, k, target, place_stride, 2);
                } else {
                    qk_transform_window(windows, k, target, place_stride, 4);
                }
            }
        }
    }
}

#endif
