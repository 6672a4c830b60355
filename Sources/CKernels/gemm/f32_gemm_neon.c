#include "../internal/kernels.h"

#if QK_HAS_NEON

#include "../internal/neon_product.h"

enum {
    /// Elements of A that stay in the second-level cache while all panels pass by.
    CHUNK_ELEMENTS = 64 * 1024,
};

/// Computes a tile at a row and a panel; rows and vectors are constants where it is inlined.
QK_NEON_INLINE void compute_tile(
    const qk_f32_gemm *p, size_t row, size_t panel, const size_t rows, const size_t vectors
) {
    qk_tile_output output = qk_gemm_output(p, row, panel);
    qk_sums_neon sums;
    qk_start_sums_neon(&sums, &output, rows, vectors);
    const float *a = p->a + (ptrdiff_t)row * p->a_stride;
    size_t panel_stride = QK_PANEL_COLUMNS * p->depth;
    qk_add_products_neon(&sums, a, p->a_stride, p->b + panel * panel_stride, panel_stride, p->depth, rows, vectors);
    qk_finish_sums_neon(&sums, &output, rows, vectors);
}

typedef void (*tile_function)(const qk_f32_gemm *p, size_t row, size_t panel);

#define DEFINE_TILE(rows, vectors)                                                                                     \
    static void tile_##vectors##_by_##rows(const qk_f32_gemm *p, size_t row, size_t panel) {                           \
        compute_tile(p, row, panel, rows, vectors);                                                                    \
    }
QK_EVERY_TILE_NEON(DEFINE_TILE)
DEFINE_TILE(1, 8)

static const tile_function tiles[][QK_TILE_ROWS_NEON + 1] = QK_TILES_BY_SHAPE_NEON;

/// Computes one panel of some rows, in tiles of nearly equal numbers of rows: a small rest would not hide its latency.
static void compute_panel(const qk_f32_gemm *p, qk_range rows, size_t panel) {
    size_t shape = qk_tile_shape_neon(p->columns - panel * QK_PANEL_COLUMNS);
    size_t greatest = qk_greatest_rows_neon(shape);
    size_t tile_count = (rows.end - rows.begin + greatest - 1) / greatest;
    for (size_t row = rows.begin; row < rows.end; tile_count--) {
        size_t count = (rows.end - row + tile_count - 1) / tile_count;
        tiles[shape][count](p, row, panel);
        row += count;
    }
}

void qk_f32_gemm_neon(const qk_f32_gemm *arguments, qk_range rows, qk_range panels) {
    const qk_f32_gemm *p = arguments;
    assert(rows.begin <= rows.end && rows.end <= p->rows);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(p->columns));
    size_t panel = panels.begin;
    if (rows.end - rows.begin == 1) {
        for (; panel + 2 <= panels.end; panel += 2) tile_8_by_1(p, rows.begin, panel);
    }
    // Chunks are multiples of all tiles, but for the last.
    size_t step = 12;
    size_t chunk = qk_larger(2, CHUNK_ELEMENTS / qk_larger(1, p->depth) / step) * step;
    for (size_t first = rows.begin; first < rows.end; first += chunk) {
        qk_range part = {first, qk_smaller(rows.end, first + chunk)};
        for (size_t each = panel; each < panels.end; each++) compute_panel(p, part, each);
    }
}

#endif
