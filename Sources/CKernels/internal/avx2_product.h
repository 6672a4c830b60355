/// Tiles of matrix products with packed panels: the sums stay in registers until all of k is done.

#ifndef QK_INTERNAL_AVX2_PRODUCT_H
#define QK_INTERNAL_AVX2_PRODUCT_H

#include "avx2_tile.h"
#include "tile_output.h"

enum {
    /// The most rows of a tile: those of half a panel, whose sums take 8 of the 16 registers.
    QK_TILE_ROWS = 8,
    /// The most vectors of columns of a tile: those of a single row, so that enough sums are under way to hide their
    /// latency.
    QK_TILE_VECTORS = 8,
};

/// The sums of a tile. All functions here are inlined with constants for rows and vectors, and then these are registers.
typedef struct qk_sums {
    __m256 of[QK_TILE_ROWS][QK_TILE_VECTORS];
} qk_sums;

/// Starts all rows with the bias.
QK_AVX2_INLINE void qk_start_sums(qk_sums *sums, const qk_tile_output *output, const size_t rows, const size_t vectors) {
    int is_whole = output->columns >= 8 * vectors;
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        __m256 bias = _mm256_setzero_ps();
        if (output->bias != NULL) {
            const float *source = output->bias + 8 * v;
            bias = is_whole ? _mm256_loadu_ps(source)
                            : qk_load_first(source, output->columns > 8 * v ? output->columns - 8 * v : 0);
        }
        QK_UNROLL for (size_t r = 0; r < rows; r++) sums->of[r][v] = bias;
    }
}

/// Adds the products of `depth` elements from each row of A, and as many rows of panels that lie `panel_stride` apart.
QK_AVX2_INLINE void qk_add_products(
    qk_sums *sums, const float *a, ptrdiff_t a_stride, const float *b, size_t panel_stride, size_t depth,
    const size_t rows, const size_t vectors
) {
    const float *row[QK_TILE_ROWS];
    QK_UNROLL for (size_t r = 0; r < rows; r++) row[r] = a + (ptrdiff_t)r * a_stride;
    const float *panel[QK_TILE_VECTORS];
    QK_UNROLL for (size_t v = 0; v < vectors; v++) panel[v] = b + v / 2 * panel_stride + v % 2 * 8;
    for (size_t k = 0; k < depth; k++) {
        __m256 weights[QK_TILE_VECTORS];
        QK_UNROLL for (size_t v = 0; v < vectors; v++) {
            weights[v] = _mm256_loadu_ps(panel[v]);
            // One cache line holds a row of a panel.
            if (v % 2 == 0) __builtin_prefetch(panel[v] + QK_WEIGHTS_AHEAD);
            panel[v] += QK_PANEL_COLUMNS;
        }
        QK_UNROLL for (size_t r = 0; r < rows; r++) {
            __m256 value = _mm256_broadcast_ss(row[r] + k);
            QK_UNROLL for (size_t v = 0; v < vectors; v++) {
                sums->of[r][v] = _mm256_fmadd_ps(value, weights[v], sums->of[r][v]);
            }
        }
    }
}

/// Adds the residual, applies the activation and stores the tile.
QK_AVX2_INLINE void qk_finish_sums(
    const qk_sums *sums, const qk_tile_output *output, const size_t rows, const size_t vectors
) {
    int is_identity = output->activation.function == QK_FUNCTION_IDENTITY;
    int has_bounds = is_identity && qk_has_bounds(output->activation);
    qk_bounds_avx2 bounds = qk_bounds_of(output->activation);
    int is_whole = output->columns >= 8 * vectors;
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        if (8 * v >= output->columns) continue;
        size_t count = is_whole ? 8 : output->columns - 8 * v;
        QK_UNROLL for (size_t r = 0; r < rows; r++) {
            __m256 sum = sums->of[r][v];
            if (output->residual != NULL) {
                const float *residual = output->residual + (ptrdiff_t)r * output->residual_stride + 8 * v;
                sum = _mm256_add_ps(sum, is_whole ? _mm256_loadu_ps(residual) : qk_load_first(residual, count));
            }
            if (has_bounds) sum = qk_clamp_avx2(bounds, sum);
            float *c = output->c + (ptrdiff_t)r * output->c_stride + 8 * v;
            if (is_whole) {
                _mm256_storeu_ps(c, sum);
            } else {
                qk_store_first(c, sum, count);
            }
        }
    }
    if (is_identity) return;
    size_t columns = qk_smaller(8 * vectors, output->columns);
    for (size_t column = 0; column < columns; column += QK_PANEL_COLUMNS) {
        size_t width = qk_smaller(QK_PANEL_COLUMNS, columns - column);
        qk_activate_tile(output->activation, output->c + column, output->c_stride, rows, width);
    }
}

#endif
