#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_transpose.h"

QK_AVX2 void qk_f32_gemm_pack_avx2(
    size_t columns, size_t depth, const float *weights, float *packed, qk_range panels
) {
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(columns));
    for (size_t panel = panels.begin; panel < panels.end; panel++) {
        size_t first = panel * QK_PANEL_COLUMNS;
        if (columns - first < QK_PANEL_COLUMNS) {
            qk_f32_gemm_pack_scalar(columns, depth, weights, packed, (qk_range){panel, panel + 1});
            continue;
        }
        const float *source = weights + first * depth;
        float *target = packed + first * depth;
        size_t k = 0;
        for (; k + 8 <= depth; k += 8) {
            qk_transpose_8x8(source + k, depth, target + k * QK_PANEL_COLUMNS, QK_PANEL_COLUMNS);
            qk_transpose_8x8(source + 8 * depth + k, depth, target + k * QK_PANEL_COLUMNS + 8, QK_PANEL_COLUMNS);
        }
        for (; k < depth; k++) {
            for (size_t column = 0; column < QK_PANEL_COLUMNS; column++) {
                target[k * QK_PANEL_COLUMNS + column] = source[column * depth + k];
            }
        }
    }
}

#endif
