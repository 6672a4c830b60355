/// Tiles of matrix products with packed panels: the sums stay in registers until all of k is done.

#ifndef QK_INTERNAL_AVX512_PRODUCT_H
#define QK_INTERNAL_AVX512_PRODUCT_H

#include "avx2_product.h"
#include "avx512_tile.h"

enum {
    /// The most rows of a tile of two panels, 9 of one of three: with weights and a factor, the sums fill the registers.
    QK_TILE_ROWS_512 = 14,
    /// The most panels side by side.
    QK_TILE_PANELS = 3,
};

/// The sums of a tile. All functions here are inlined with constants for rows and panels, and then these are registers.
typedef struct qk_sums_avx512 {
    __m512 of[QK_TILE_ROWS_512][QK_TILE_PANELS];
} qk_sums_avx512;

/// The lanes of a panel of a tile that are there: all but for the last.
QK_AVX512_INLINE __mmask16 qk_panel_lanes(const qk_tile_output *output, size_t panel, const size_t panels) {
    return panel + 1 == panels ? qk_lanes_512(output->columns - QK_PANEL_COLUMNS * panel) : 0xffff;
}

/// Starts all rows with the bias.
QK_AVX512_INLINE void qk_start_sums_avx512(
    qk_sums_avx512 *sums, const qk_tile_output *output, const size_t rows, const size_t panels
) {
    QK_UNROLL for (size_t v = 0; v < panels; v++) {
        __m512 bias = _mm512_setzero_ps();
        if (output->bias != NULL) {
            __mmask16 lanes = qk_panel_lanes(output, v, panels);
            bias = _mm512_maskz_loadu_ps(lanes, output->bias + QK_PANEL_COLUMNS * v);
        }
        QK_UNROLL for (size_t r = 0; r < rows; r++) sums->of[r][v] = bias;
    }
}

/// Adds a product to a sum and leaves it in its register: the compiler's own choice moves and spills half of the sums of a
/// tile in every turn of the loop.
QK_AVX512_INLINE void qk_add_product_avx512(__m512 *sum, __m512 value, __m512 weight) {
    __asm__("vfmadd231ps %2, %1, %0" : "+v"(*sum) : "v"(value), "v"(weight));
}

/// Adds the products of `depth` elements from each row of A, and as many rows of panels that lie `panel_stride` apart. The
/// weights `ahead` elements further on are asked for.
QK_AVX512_INLINE void qk_add_products_avx512(
    qk_sums_avx512 *sums, const float *a, ptrdiff_t a_stride, const float *b, size_t panel_stride, size_t depth,
    size_t ahead, const size_t rows, const size_t panels
) {
    // Unrolled, the compiler would load all factors first and run out of registers.
    _Pragma("clang loop unroll(disable)") for (size_t k = 0; k < depth; k++) {
        __m512 weights[QK_TILE_PANELS];
        QK_UNROLL for (size_t v = 0; v < panels; v++) {
            weights[v] = _mm512_loadu_ps(b + v * panel_stride);
            __builtin_prefetch(b + v * panel_stride + ahead, 0, 2);
        }
        QK_UNROLL for (size_t r = 0; r < rows; r++) {
            __m512 value = _mm512_set1_ps(a[(ptrdiff_t)r * a_stride]);
            QK_UNROLL for (size_t v = 0; v < panels; v++) {
                qk_add_product_avx512(&sums->of[r][v], value, weights[v]);
            }
            // Keeps the factors of the next rows from being loaded ahead, for which there are no registers.
            __asm__ volatile("" ::: "memory");
        }
        a++;
        b += QK_PANEL_COLUMNS;
    }
}

/// Adds the residual, applies the activation and stores the tile.
QK_AVX512_INLINE void qk_finish_sums_avx512(
    const qk_sums_avx512 *sums, const qk_tile_output *output, const size_t rows, const size_t panels
) {
    int is_identity = output->activation.function == QK_FUNCTION_IDENTITY;
    qk_bounds_avx512 bounds = {_mm512_set1_ps(-INFINITY), _mm512_set1_ps(INFINITY)};
    if (is_identity) bounds = qk_bounds_of_avx512(output->activation);
    QK_UNROLL for (size_t v = 0; v < panels; v++) {
        __mmask16 lanes = qk_panel_lanes(output, v, panels);
        QK_UNROLL for (size_t r = 0; r < rows; r++) {
            __m512 sum = sums->of[r][v];
            if (output->residual != NULL) {
                const float *residual = output->residual + (ptrdiff_t)r * output->residual_stride;
                sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(lanes, residual + QK_PANEL_COLUMNS * v));
            }
            float *c = output->c + (ptrdiff_t)r * output->c_stride + QK_PANEL_COLUMNS * v;
            _mm512_mask_storeu_ps(c, lanes, qk_clamp_avx512(bounds, sum));
        }
    }
    if (is_identity) return;
    size_t columns = qk_smaller(QK_PANEL_COLUMNS * panels, output->columns);
    qk_activate_tile_avx512(output->activation, output->c, output->c_stride, rows, columns);
}

#define QK_ROWS_TO_5(NAME, vectors) NAME(1, vectors) NAME(2, vectors) NAME(3, vectors) NAME(4, vectors) NAME(5, vectors)
#define QK_ROWS_TO_8(NAME, vectors) QK_ROWS_TO_5(NAME, vectors) NAME(6, vectors) NAME(7, vectors) NAME(8, vectors)
#define QK_ROWS_TO_9(NAME, vectors) QK_ROWS_TO_8(NAME, vectors) NAME(9, vectors)
#define QK_ROWS_TO_14(NAME, vectors)                                                                                   \
    QK_ROWS_TO_9(NAME, vectors)                                                                                        \
    NAME(10, vectors) NAME(11, vectors) NAME(12, vectors) NAME(13, vectors) NAME(14, vectors)

/// NAME(rows, vectors) for every shape of tile. Vectors are halves of panels: tiles of whole panels have 16 columns in a
/// vector, those that end with half a panel 8, because the missing half would cost as much.
#define QK_EVERY_TILE(NAME)                                                                                            \
    QK_ROWS_TO_8(NAME, 1)                                                                                              \
    QK_ROWS_TO_14(NAME, 2)                                                                                             \
    QK_ROWS_TO_8(NAME, 3)                                                                                              \
    QK_ROWS_TO_14(NAME, 4)                                                                                             \
    QK_ROWS_TO_5(NAME, 5)                                                                                              \
    QK_ROWS_TO_9(NAME, 6)

/// The most rows of the tiles of so many vectors.
static const size_t qk_greatest_rows[] = {0, 8, 14, 8, 14, 5, 9};

/// The functions tile_<vectors>_by_<rows> by their numbers of vectors and rows.
#define QK_TILES_BY_SHAPE                                                                                              \
    {                                                                                                                  \
        {NULL},                                                                                                        \
        {NULL, QK_ROWS_TO_8(QK_TILE_NAME, 1)},                                                                         \
        {NULL, QK_ROWS_TO_14(QK_TILE_NAME, 2)},                                                                        \
        {NULL, QK_ROWS_TO_8(QK_TILE_NAME, 3)},                                                                         \
        {NULL, QK_ROWS_TO_14(QK_TILE_NAME, 4)},                                                                        \
        {NULL, QK_ROWS_TO_5(QK_TILE_NAME, 5)},                                                                         \
        {NULL, QK_ROWS_TO_9(QK_TILE_NAME, 6)},                                                                         \
    }
#define QK_TILE_NAME(rows, vectors) tile_##vectors##_by_##rows,

#endif
