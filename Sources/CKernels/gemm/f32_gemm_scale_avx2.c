#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"

QK_AVX2 void qk_f32_gemm_scale_avx2(
    size_t columns, size_t depth, const float *packed, const float *factors, float *scaled, qk_range panels
) {
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(columns));
    (void)columns;
    for (size_t panel = panels.begin; panel < panels.end; panel++) {
        const float *source = packed + panel * depth * QK_PANEL_COLUMNS;
        float *target = scaled + panel * depth * QK_PANEL_COLUMNS;
        for (size_t k = 0; k < depth; k++) {
            __m256 factor = _mm256_broadcast_ss(factors + k);
            _mm256_storeu_ps(target, _mm256_mul_ps(_mm256_loadu_ps(source), factor));
            _mm256_storeu_ps(target + 8, _mm256_mul_ps(_mm256_loadu_ps(source + 8), factor));
            source += QK_PANEL_COLUMNS;
            target += QK_PANEL_COLUMNS;
        }
    }
}

#endif
