#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"

/// Transposes eight rows of eight elements.
QK_AVX2_INLINE void transpose_8x8(const float *source, size_t source_stride, float *target, size_t target_stride) {
    __m256 rows[8];
    __m256 pairs[8];
    __m256 quads[8];
    for (size_t i = 0; i < 8; i++) rows[i] = _mm256_loadu_ps(source + i * source_stride);
    for (size_t i = 0; i < 8; i += 2) {
        pairs[i] = _mm256_unpacklo_ps(rows[i], rows[i + 1]);
        pairs[i + 1] = _mm256_unpackhi_ps(rows[i], rows[i + 1]);
    }
    for (size_t i = 0; i < 8; i += 4) {
        quads[i] = _mm256_shuffle_ps(pairs[i], pairs[i + 2], 0x44);
        quads[i + 1] = _mm256_shuffle_ps(pairs[i], pairs[i + 2], 0xee);
        quads[i + 2] = _mm256_shuffle_ps(pairs[i + 1], pairs[i + 3], 0x44);
        quads[i + 3] = _mm256_shuffle_ps(pairs[i + 1], pairs[i + 3], 0xee);
    }
    for (size_t i = 0; i < 4; i++) {
        _mm256_storeu_ps(target + i * target_stride, _mm256_permute2f128_ps(quads[i], quads[i + 4], 0x20));
        _mm256_storeu_ps(target + (i + 4) * target_stride, _mm256_permute2f128_ps(quads[i], quads[i + 4], 0x31));
    }
}

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
            transpose_8x8(source + k, depth, target + k * QK_PANEL_COLUMNS, QK_PANEL_COLUMNS);
            transpose_8x8(source + 8 * depth + k, depth, target + k * QK_PANEL_COLUMNS + 8, QK_PANEL_COLUMNS);
        }
        for (; k < depth; k++) {
            for (size_t column = 0; column < QK_PANEL_COLUMNS; column++) {
                target[k * QK_PANEL_COLUMNS + column] = source[column * depth + k];
            }
        }
    }
}

#endif
