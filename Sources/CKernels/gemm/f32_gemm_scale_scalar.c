#include "../internal/kernels.h"

void qk_f32_gemm_scale_scalar(
    size_t columns, size_t depth, const float *packed, const float *factors, float *scaled, qk_range panels
) {
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(columns));
    (void)columns;
    for (size_t panel = panels.begin; panel < panels.end; panel++) {
        for (size_t k = 0; k < depth; k++) {
            size_t row = (panel * depth + k) * QK_PANEL_COLUMNS;
            for (size_t i = row; i < row + QK_PANEL_COLUMNS; i++) scaled[i] = packed[i] * factors[k];
        }
    }
}
