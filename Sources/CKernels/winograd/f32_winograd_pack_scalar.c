#include "../internal/scalar_math.h"
#include "../internal/winograd_points.h"

/// G * g for a column of a window, or g * G' for a row.
static void transform_three(const float g[3], float t[QK_WINOGRAD_LINE], size_t side) {
    if (side == 2) {
        t[0] = g[0];
        t[1] = (g[0] + g[1] + g[2]) * 0.5f;
        t[2] = (g[0] - g[1] + g[2]) * 0.5f;
        t[3] = g[2];
        return;
    }
    float near_even = qk_fma(g[2], QK_NEAR_SQUARED, g[0]);
    float near_odd = g[1] * QK_NEAR;
    float far_even = qk_fma(g[2], QK_FAR_SQUARED, g[0]);
    float far_odd = g[1] * QK_FAR;
    t[0] = g[0] * (1 / QK_DIVISOR_OF_ZERO);
    t[1] = (near_even + near_odd) * (1 / QK_DIVISOR_OF_NEAR);
    t[2] = (near_even - near_odd) * (1 / QK_DIVISOR_OF_NEAR);
    t[3] = (far_even + far_odd) * (1 / QK_DIVISOR_OF_FAR);
    t[4] = (far_even - far_odd) * (1 / QK_DIVISOR_OF_FAR);
    t[5] = g[2] * (1 / QK_DIVISOR_OF_INFINITY);
}

void qk_f32_winograd_pack_scalar(
    size_t side, size_t columns, size_t channels, const float *weights, float *packed, qk_range panels
) {
    assert(side == 2 || side == 4);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(columns));
    size_t line = side + 2;
    size_t place_stride = qk_gemm_packed_elements(columns, channels);
    for (size_t column = panels.begin * QK_PANEL_COLUMNS; column < panels.end * QK_PANEL_COLUMNS; column++) {
        size_t lane = column % QK_PANEL_COLUMNS;
        const float *window = weights + column * 9 * channels;
        float *target = packed + (column - lane) * channels + lane;
        for (size_t channel = 0; channel < channels; channel++) {
            float down[QK_WINOGRAD_LINE][3];
            for (size_t j = 0; j < 3; j++) {
                float g[3];
                for (size_t i = 0; i < 3; i++) g[i] = column < columns ? window[(3 * i + j) * channels + channel] : 0;
                float parts[QK_WINOGRAD_LINE];
                transform_three(g, parts, side);
                for (size_t i = 0; i < line; i++) down[i][j] = parts[i];
            }
            for (size_t i = 0; i < line; i++) {
                float along[QK_WINOGRAD_LINE];
                transform_three(down[i], along, side);
                for (size_t j = 0; j < line; j++) {
                    target[(line * i + j) * place_stride + channel * QK_PANEL_COLUMNS] = along[j];
                }
            }
        }
    }
}
