#include "../internal/kernels.h"

/// G * g for a column of a window, or g * G' for a row.
static inline void transform_three(const float g[3], float t[4]) {
    t[0] = g[0];
    t[1] = (g[0] + g[1] + g[2]) * 0.5f;
    t[2] = (g[0] - g[1] + g[2]) * 0.5f;
    t[3] = g[2];
}

void qk_f32_winograd_pack_scalar(
    size_t columns, size_t channels, const float *weights, float *packed, qk_range panels
) {
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(columns));
    size_t place_stride = qk_gemm_packed_elements(columns, channels);
    for (size_t column = panels.begin * QK_PANEL_COLUMNS; column < panels.end * QK_PANEL_COLUMNS; column++) {
        size_t lane = column % QK_PANEL_COLUMNS;
        const float *window = weights + column * 9 * channels;
        float *target = packed + (column - lane) * channels + lane;
        for (size_t channel = 0; channel < channels; channel++) {
            float down[4][3];
            QK_UNROLL for (size_t j = 0; j < 3; j++) {
                float g[3];
                QK_UNROLL for (size_t i = 0; i < 3; i++) {
                    g[i] = column < columns ? window[(3 * i + j) * channels + channel] : 0;
                }
                float parts[4];
                transform_three(g, parts);
                QK_UNROLL for (size_t i = 0; i < 4; i++) down[i][j] = parts[i];
            }
            QK_UNROLL for (size_t i = 0; i < 4; i++) {
                float along[4];
                transform_three(down[i], along);
                QK_UNROLL for (size_t j = 0; j < 4; j++) {
                    target[(4 * i + j) * place_stride + channel * QK_PANEL_COLUMNS] = along[j];
                }
            }
        }
    }
}
