#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_product.h"

enum {
    /// Elements of A that stay in the second-level cache while all panels pass by.
    CHUNK_ELEMENTS = 64 * 1024,
};

/// Computes a tile at a row and a panel; rows and vectors are constants where it is inlined.
QK_AVX2_INLINE void compute_tile(
    const qk_f32_gemm *p, size_t row, size_t panel, const size_t rows, const size_t vectors
) {
    qk_tile_output output = qk_gemm_output(p, row, panel);
    qk_sums sums;
    qk_start_sums(&sums, &output, rows, vectors);
    const float *a = p->a + (ptrdiff_t)row * p->a_stride;
    size_t panel_stride = QK_PANEL_COLUMNS * p->depth;
    qk_add_products(&sums, a, p->a_stride, p->b + panel * panel_stride, panel_stride, p->depth, rows, vectors);
    qk_finish_sums(&sums, &output, rows, vectors);
}

typedef void (*tile_function)(const qk_f32_gemm *p, size_t row, size_t panel);

#define DEFINE_TILE(rows, columns)                                                                                     \
    QK_AVX2 static void tile_##rows##x##columns(const qk_f32_gemm *p, size_t row, size_t panel) {                      \
        compute_tile(p, row, panel, rows, columns / 8);                                                                \
    }

// Sums that are under way at once hide the latency of each: at least 8, and at most 12 beside the operands.
DEFINE_TILE(1, 64)
DEFINE_TILE(2, 32)
DEFINE_TILE(3, 32)
DEFINE_TILE(1, 16)
DEFINE_TILE(2, 16)
DEFINE_TILE(3, 16)
DEFINE_TILE(4, 16)
DEFINE_TILE(5, 16)
DEFINE_TILE(6, 16)
DEFINE_TILE(1, 8)
DEFINE_TILE(2, 8)
DEFINE_TILE(3, 8)
DEFINE_TILE(4, 8)
DEFINE_TILE(5, 8)
DEFINE_TILE(6, 8)
DEFINE_TILE(7, 8)
DEFINE_TILE(8, 8)

/// Tiles by their number of rows.
typedef struct tile_set {
    size_t greatest;
    tile_function tiles[QK_TILE_ROWS + 1];
} tile_set;

static const tile_set whole_panel = {6, {NULL, tile_1x16, tile_2x16, tile_3x16, tile_4x16, tile_5x16, tile_6x16}};

/// For the last panel where at least half of its columns are missing.
static const tile_set half_panel = {
    8, {NULL, tile_1x8, tile_2x8, tile_3x8, tile_4x8, tile_5x8, tile_6x8, tile_7x8, tile_8x8},
};

static const tile_set *set_for(const qk_f32_gemm *p, size_t panel) {
    return p->columns - panel * QK_PANEL_COLUMNS <= QK_PANEL_COLUMNS / 2 ? &half_panel : &whole_panel;
}

/// Computes one panel of some rows, in tiles of nearly equal numbers of rows: a small rest would not hide its latency.
QK_AVX2 static void compute_panel(const qk_f32_gemm *p, qk_range rows, size_t panel) {
    const tile_set *set = set_for(p, panel);
    size_t tiles = (rows.end - rows.begin + set->greatest - 1) / set->greatest;
    for (size_t row = rows.begin; row < rows.end; tiles--) {
        size_t count = (rows.end - row + tiles - 1) / tiles;
        set->tiles[count](p, row, panel);
        row += count;
    }
}

/// Computes one to three rows, several panels at a time.
QK_AVX2 static void compute_few_rows(const qk_f32_gemm *p, qk_range rows, qk_range panels) {
    static const tile_function wide_tiles[] = {NULL, tile_1x64, tile_2x32, tile_3x32};
    size_t count = rows.end - rows.begin;
    size_t width = count == 1 ? 4 : 2;
    size_t panel = panels.begin;
    for (; panel + width <= panels.end; panel += width) wide_tiles[count](p, rows.begin, panel);
    for (; panel < panels.end; panel++) compute_panel(p, rows, panel);
}

QK_AVX2 void qk_f32_gemm_avx2(const qk_f32_gemm *arguments, qk_range rows, qk_range panels) {
    const qk_f32_gemm *p = arguments;
    assert(rows.begin <= rows.end && rows.end <= p->rows);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(p->columns));
    if (rows.begin == rows.end) return;
    if (rows.end - rows.begin <= 3) {
        compute_few_rows(p, rows, panels);
        return;
    }
    // Chunks are multiples of both kinds of tiles, but for the last.
    size_t step = 24;
    size_t chunk = qk_larger(2, CHUNK_ELEMENTS / qk_larger(1, p->depth) / step) * step;
    for (size_t first = rows.begin; first < rows.end; first += chunk) {
        qk_range part = {first, qk_smaller(rows.end, first + chunk)};
        for (size_t panel = panels.begin; panel < panels.end; panel++) compute_panel(p, part, panel);
    }
}

#endif
