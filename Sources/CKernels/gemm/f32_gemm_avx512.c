#include "../internal/kernels.h"

#if QK_HAS_AVX512

#include "../internal/avx512_product.h"

enum {
    /// Elements of A that stay in the second-level cache while all panels pass by.
    CHUNK_ELEMENTS = 64 * 1024,
};

/// Computes a tile at a row and a panel; its shape is constant where it is inlined, with halves of panels as vectors.
QK_AVX512_INLINE void compute_tile(
    const qk_f32_gemm *p, size_t row, size_t panel, qk_asked asked, const size_t rows, const size_t vectors
) {
    qk_tile_output output = qk_gemm_output(p, row, panel);
    const float *a = p->a + (ptrdiff_t)row * p->a_stride;
    size_t panel_stride = QK_PANEL_COLUMNS * p->depth;
    qk_sums_avx512 sums;
    qk_start_sums_avx512(&sums, &output, rows, vectors);
    qk_add_products_avx512(
        &sums, a, p->a_stride, p->b + panel * panel_stride, panel_stride, p->depth, &asked, rows, vectors);
    qk_finish_sums_avx512(&sums, &output, rows, vectors);
}

typedef void (*tile_function)(const qk_f32_gemm *p, size_t row, size_t panel, qk_asked asked);

#define DEFINE_TILE(rows, vectors)                                                                                     \
    QK_AVX512 static void tile_##vectors##_by_##rows(const qk_f32_gemm *p, size_t row, size_t panel, qk_asked asked) { \
        compute_tile(p, row, panel, asked, rows, vectors);                                                             \
    }
QK_EVERY_TILE(DEFINE_TILE)

static const tile_function tiles[][QK_TILE_ROWS_512 + 1] = QK_TILES_BY_SHAPE;

/// Computes some panels side by side, at most `QK_TILE_PANELS`, in tiles of nearly equal numbers of rows.
QK_AVX512 static void compute_panels(const qk_f32_gemm *p, qk_range rows, qk_range panels) {
    size_t columns = qk_smaller(panels.end * QK_PANEL_COLUMNS, p->columns) - panels.begin * QK_PANEL_COLUMNS;
    size_t vectors = (columns + 7) / 8;
    size_t greatest = qk_greatest_rows[vectors];
    size_t tile_count = (rows.end - rows.begin + greatest - 1) / greatest;
    size_t step = qk_asked_step(panels, tile_count);
    for (size_t row = rows.begin, tile = 0; row < rows.end; tile_count--, tile++) {
        size_t count = (rows.end - row + tile_count - 1) / tile_count;
        tiles[vectors][count](p, row, panels.begin, qk_asked_by(p->b, p->depth, panels, tile, step));
        row += count;
    }
}

QK_AVX512 void qk_f32_gemm_avx512(const qk_f32_gemm *arguments, qk_range rows, qk_range panels) {
    const qk_f32_gemm *p = arguments;
    assert(rows.begin <= rows.end && rows.end <= p->rows);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(p->columns));
    // Chunks are multiples of the tiles of two and of three panels, but for the last.
    size_t step = 126;
    size_t chunk = qk_larger(1, CHUNK_ELEMENTS / qk_larger(1, p->depth) / step) * step;
    for (size_t first = rows.begin; first < rows.end; first += chunk) {
        qk_range part = {first, qk_smaller(rows.end, first + chunk)};
        for (size_t panel = panels.begin; panel < panels.end;) {
            qk_range group = {panel, qk_panels_end(panel, panels.end, QK_TILE_PANELS)};
            compute_panels(p, part, group);
            panel = group.end;
        }
    }
}

#endif
