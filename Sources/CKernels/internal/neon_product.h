/// Tiles of matrix products with packed panels: the sums stay in registers until all of k is done.

#ifndef QK_INTERNAL_NEON_PRODUCT_H
#define QK_INTERNAL_NEON_PRODUCT_H

#include "neon_math.h"
#include "tile_output.h"

enum {
    /// Vectors of a panel.
    QK_PANEL_VECTORS_NEON = QK_PANEL_COLUMNS / 4,
    /// The most vectors of columns of a tile: two panels of a single row, so that enough sums are under way to hide
    /// their latency.
    QK_TILE_VECTORS_NEON = 2 * QK_PANEL_VECTORS_NEON,
    /// The most rows of a tile: those of half a panel.
    QK_TILE_ROWS_NEON = 12,
};

/// NAME(rows, vectors) for every shape of tile that lies in one panel: with weights and factors, the sums of the
/// greatest fill the registers.
#define QK_ROWS_TO_6_NEON(NAME, vectors)                                                                               \
    NAME(1, vectors) NAME(2, vectors) NAME(3, vectors) NAME(4, vectors) NAME(5, vectors) NAME(6, vectors)
#define QK_ROWS_TO_12_NEON(NAME, vectors)                                                                              \
    QK_ROWS_TO_6_NEON(NAME, vectors)                                                                                   \
    NAME(7, vectors) NAME(8, vectors) NAME(9, vectors) NAME(10, vectors) NAME(11, vectors) NAME(12, vectors)
#define QK_EVERY_TILE_NEON(NAME) QK_ROWS_TO_12_NEON(NAME, 1) QK_ROWS_TO_12_NEON(NAME, 2) QK_ROWS_TO_6_NEON(NAME, 4)

/// The functions tile_<vectors>_by_<rows> by half the number of vectors, and rows.
#define QK_TILE_NAME_NEON(rows, vectors) tile_##vectors##_by_##rows,
#define QK_TILES_BY_SHAPE_NEON                                                                                         \
    {                                                                                                                  \
        {NULL, QK_ROWS_TO_12_NEON(QK_TILE_NAME_NEON, 1)}, {NULL, QK_ROWS_TO_12_NEON(QK_TILE_NAME_NEON, 2)},            \
            {NULL, QK_ROWS_TO_6_NEON(QK_TILE_NAME_NEON, 4)},                                                           \
    }

/// The place in that list of the tiles for so many columns of a panel.
static inline size_t qk_tile_shape_neon(size_t columns) { return columns <= 4 ? 0 : columns <= 8 ? 1 : 2; }

/// The most rows of such a tile.
static inline size_t qk_greatest_rows_neon(size_t shape) { return shape == 2 ? 6 : 12; }

/// The sums of a tile. All functions here are inlined with constants for rows and vectors; these are registers then.
typedef struct qk_sums_neon {
    float32x4_t of[QK_TILE_ROWS_NEON][QK_TILE_VECTORS_NEON];
} qk_sums_neon;

/// Columns of a vector and behind it that are there.
static inline size_t qk_columns_from(const qk_tile_output *output, size_t vector) {
    return output->columns > 4 * vector ? output->columns - 4 * vector : 0;
}

/// Starts all rows with the bias.
QK_NEON_INLINE void qk_start_sums_neon(
    qk_sums_neon *sums, const qk_tile_output *output, const size_t rows, const size_t vectors
) {
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        float32x4_t bias = vdupq_n_f32(0);
        if (output->bias != NULL) bias = qk_load_first_neon(output->bias + 4 * v, qk_columns_from(output, v));
        QK_UNROLL for (size_t r = 0; r < rows; r++) sums->of[r][v] = bias;
    }
}

/// Adds the products of `depth` elements from each row of A, and as many rows of panels that lie `panel_stride` apart.
QK_NEON_INLINE void qk_add_products_neon(
    qk_sums_neon *sums, const float *a, ptrdiff_t a_stride, const float *b, size_t panel_stride, size_t depth,
    const size_t rows, const size_t vectors
) {
    const float *row[QK_TILE_ROWS_NEON];
    QK_UNROLL for (size_t r = 0; r < rows; r++) row[r] = a + (ptrdiff_t)r * a_stride;
    for (size_t k = 0; k < depth; k++) {
        float32x4_t weights[QK_TILE_VECTORS_NEON];
        QK_UNROLL for (size_t v = 0; v < vectors; v++) {
            weights[v] = vld1q_f32(b + v / QK_PANEL_VECTORS_NEON * panel_stride + v % QK_PANEL_VECTORS_NEON * 4);
        }
        __builtin_prefetch(b + QK_WEIGHTS_AHEAD);
        QK_UNROLL for (size_t r = 0; r < rows; r++) {
            float32x4_t value = vld1q_dup_f32(row[r] + k);
            QK_UNROLL for (size_t v = 0; v < vectors; v++) {
                sums->of[r][v] = vfmaq_f32(sums->of[r][v], value, weights[v]);
            }
        }
        b += QK_PANEL_COLUMNS;
    }
}

/// Adds the residual, applies the activation and stores the tile.
QK_NEON_INLINE void qk_finish_sums_neon(
    const qk_sums_neon *sums, const qk_tile_output *output, const size_t rows, const size_t vectors
) {
    int is_identity = output->activation.function == QK_FUNCTION_IDENTITY;
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        size_t count = qk_columns_from(output, v);
        if (count == 0) continue;
        QK_UNROLL for (size_t r = 0; r < rows; r++) {
            float32x4_t sum = sums->of[r][v];
            if (output->residual != NULL) {
                const float *residual = output->residual + (ptrdiff_t)r * output->residual_stride + 4 * v;
                sum = vaddq_f32(sum, qk_load_first_neon(residual, count));
            }
            if (is_identity) sum = qk_clamp_neon(output->activation, sum);
            qk_store_first_neon(output->c + (ptrdiff_t)r * output->c_stride + 4 * v, sum, count);
        }
    }
    if (is_identity) return;
    size_t columns = qk_smaller(4 * vectors, output->columns);
    qk_activate_tile_neon(output->activation, output->c, output->c_stride, rows, columns);
}

#endif
