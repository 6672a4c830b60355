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

/// The output of a tile of a product, at a row and a panel.
static inline qk_tile_output qk_gemm_output(const qk_f32_gemm *p, size_t row, size_t panel) {
    size_t column = panel * QK_PANEL_COLUMNS;
    return (qk_tile_output){
        .bias = p->bias == NULL ? NULL : p->bias + column,
        .residual = p->residual == NULL ? NULL : p->residual + (ptrdiff_t)row * p->residual_stride + column,
        .residual_stride = p->residual_stride,
        .c = p->c + (ptrdiff_t)row * p->c_stride + column,
        .c_stride = p->c_stride,
        .columns = p->columns - column,
        .activation = p->activation,
    };
}

#endif
