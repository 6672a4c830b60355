/// Activation of a tile where a kernel has just stored it, while it is in the cache.

#ifndef QK_INTERNAL_AVX2_TILE_H
#define QK_INTERNAL_AVX2_TILE_H

#include "avx2_math.h"

/// Activates `rows` rows of `columns` elements that lie `stride` elements apart.
QK_AVX2 static inline void qk_activate_tile(
    qk_f32_activation activation, float *tile, ptrdiff_t stride, size_t rows, size_t columns
) {
    // Two vectors a row is what whole tiles have: worth a loop without calls.
    int is_swish = activation.function == QK_FUNCTION_SWISH && columns == 16 && !qk_has_bounds(activation);
    if (!is_swish) {
        for (size_t row = 0; row < rows; row++, tile += stride) qk_f32_unary_avx2(activation, tile, tile, columns);
        return;
    }
    for (size_t row = 0; row < rows; row++, tile += stride) {
        __m256 first = _mm256_loadu_ps(tile);
        __m256 second = _mm256_loadu_ps(tile + 8);
        _mm256_storeu_ps(tile, qk_swish_avx2(first));
        _mm256_storeu_ps(tile + 8, qk_swish_avx2(second));
    }
}

#endif
