/// Activation of a tile where a kernel has just stored it, while it is in the cache.

#ifndef QK_INTERNAL_AVX512_TILE_H
#define QK_INTERNAL_AVX512_TILE_H

#include "avx512_math.h"

/// Activates `rows` rows of whole and partial vectors where they have just been stored, while they are in the cache.
QK_AVX512 static inline void qk_activate_tile_avx512(
    qk_f32_activation activation, float *tile, ptrdiff_t stride, size_t rows, size_t columns
) {
    int is_swish = activation.function == QK_FUNCTION_SWISH && !qk_has_bounds(activation);
    if (!is_swish) {
        for (size_t row = 0; row < rows; row++, tile += stride) qk_f32_unary_avx512(activation, tile, tile, columns);
        return;
    }
    size_t whole = columns / QK_PANEL_COLUMNS * QK_PANEL_COLUMNS;
    __mmask16 lanes = qk_lanes_512(columns - whole);
    for (size_t row = 0; row < rows; row++, tile += stride) {
        for (size_t column = 0; column < whole; column += QK_PANEL_COLUMNS) {
            _mm512_storeu_ps(tile + column, qk_swish_avx512(_mm512_loadu_ps(tile + column)));
        }
        if (whole < columns) {
            __m512 rest = qk_swish_avx512(_mm512_maskz_loadu_ps(lanes, tile + whole));
            _mm512_mask_storeu_ps(tile + whole, lanes, rest);
        }
    }
}

#endif
