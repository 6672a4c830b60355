#include "../internal/kernels.h"

void qk_f32_gemm_pack_scalar(
    size_t columns, size_t depth, const float *weights, float *packed, qk_range panels
) {
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(columns));
    for (size_t panel = panels.begin; panel < panels.end; panel++) {
        size_t first = panel * QK_PANEL_COLUMNS;
        size_t width = qk_smaller(QK_PANEL_COLUMNS, columns - first);
        float *target = packed + first * depth;
        for (size_t k = 0; k < depth; k++) {
            for (size_t column = 0; column < QK_PANEL_COLUMNS; column++) {
                target[k * QK_PANEL_COLUMNS + column] = column < width ? weights[(first + column) * depth + k] : 0;
            }
        }
    }
}
