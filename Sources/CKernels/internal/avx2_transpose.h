/// Transposition in registers of AVX2.

#ifndef QK_INTERNAL_AVX2_TRANSPOSE_H
#define QK_INTERNAL_AVX2_TRANSPOSE_H

#include "avx2_math.h"

/// Transposes eight rows of eight elements.
QK_AVX2_INLINE void qk_transpose_8x8(
    const float *source, size_t source_stride, float *target, size_t target_stride
) {
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

#endif
