/// Activation of a tile where a kernel has just stored it, while it is in the cache.

#ifndef QK_INTERNAL_AVX512_TILE_H
#define QK_INTERNAL_AVX512_TILE_H

#include "avx512_math.h"

/// Activates `rows` rows of whole and partial vectors where they have just been stored, while they are in the cache.
QK_AVX512 static inline void qk_activate_tile_avx512(
    qk_f32_activation activation, float *tile, ptrdiff_t stride, size_t rows, size_t columns
) {
    for (size_t row = 0; row < rows; row++, tile += stride) qk_f32_unary_avx512(activation, tile, tile, columns);
}

#endif
