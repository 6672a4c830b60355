/// Where the results of a tile of a float product go.

#ifndef QK_INTERNAL_TILE_OUTPUT_H
#define QK_INTERNAL_TILE_OUTPUT_H

#include "kernels.h"

/// Where the results of a tile go and what is done with them.
typedef struct qk_tile_output {
    /// At the tile's first column, or null.
    const float *bias;
    /// At the tile's first element, or null.
    const float *residual;
    ptrdiff_t residual_stride;
    float *c;
    ptrdiff_t c_stride;
    /// Columns from the tile's first on; the tile stores no more.
    size_t columns;
    qk_f32_activation activation;
} qk_tile_output;

#endif
