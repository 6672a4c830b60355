#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_tile.h"

enum {
    /// Rows of a tile: with 16 columns, its sums take 12 of the 16 registers.
    TILE_ROWS = 6,
    /// Panels that a tile of few rows takes at once, so that enough sums are under way to hide their latency.
    TILE_PANELS = 4,
    /// Elements of A that stay in the second-level cache while all panels pass by.
    CHUNK_ELEMENTS = 64 * 1024,
};

#define UNROLL _Pragma("clang loop unroll(full)")

/// Computes `rows` rows of `panels` whole or cut panels; both numbers are constants where it is inlined.
QK_AVX2_INLINE void compute_tile(const qk_f32_gemm *p, size_t row, size_t panel, const size_t rows, const size_t panels) {
    const float *restrict a[TILE_ROWS];
    UNROLL for (size_t r = 0; r < rows; r++) a[r] = p->a + (ptrdiff_t)(row + r) * p->a_stride;
    const float *restrict b[TILE_PANELS];
    UNROLL for (size_t q = 0; q < panels; q++) b[q] = p->b + (panel + q) * QK_PANEL_COLUMNS * p->depth;
    size_t column = panel * QK_PANEL_COLUMNS;
    size_t columns = p->columns - column;
    int is_whole = columns >= panels * QK_PANEL_COLUMNS;

    __m256 sums[TILE_ROWS][2 * TILE_PANELS];
    UNROLL for (size_t v = 0; v < 2 * panels; v++) {
        __m256 bias = _mm256_setzero_ps();
        if (p->bias != NULL) {
            const float *source = p->bias + column + 8 * v;
            bias = is_whole ? _mm256_loadu_ps(source)
                            : qk_load_first(source, columns > 8 * v ? columns - 8 * v : 0);
        }
        UNROLL for (size_t r = 0; r < rows; r++) sums[r][v] = bias;
    }

    for (size_t k = 0; k < p->depth; k++) {
        __m256 weights[2 * TILE_PANELS];
        UNROLL for (size_t q = 0; q < panels; q++) {
            weights[2 * q] = _mm256_loadu_ps(b[q]);
            weights[2 * q + 1] = _mm256_loadu_ps(b[q] + 8);
            b[q] += QK_PANEL_COLUMNS;
        }
        UNROLL for (size_t r = 0; r < rows; r++) {
            __m256 value = _mm256_broadcast_ss(a[r] + k);
            UNROLL for (size_t v = 0; v < 2 * panels; v++) {
                sums[r][v] = _mm256_fmadd_ps(value, weights[v], sums[r][v]);
            }
        }
    }

    int is_identity = p->activation.function == QK_FUNCTION_IDENTITY;
    qk_bounds_avx2 bounds = qk_bounds_of(p->activation);
    float *c = p->c + (ptrdiff_t)row * p->c_stride + column;
    if (is_whole) {
        UNROLL for (size_t r = 0; r < rows; r++) {
            UNROLL for (size_t v = 0; v < 2 * panels; v++) {
                __m256 sum = sums[r][v];
                if (p->residual != NULL) {
                    const float *residual = p->residual + (ptrdiff_t)(row + r) * p->residual_stride + column;
                    sum = _mm256_add_ps(sum, _mm256_loadu_ps(residual + 8 * v));
                }
                if (is_identity) sum = qk_clamp_avx2(bounds, sum);
                _mm256_storeu_ps(c + (ptrdiff_t)r * p->c_stride + 8 * v, sum);
            }
        }
    } else {
        UNROLL for (size_t v = 0; v < 2 * panels; v++) {
            if (8 * v >= columns) continue;
            size_t count = qk_smaller(8, columns - 8 * v);
            UNROLL for (size_t r = 0; r < rows; r++) {
                __m256 sum = sums[r][v];
                if (p->residual != NULL) {
                    const float *residual = p->residual + (ptrdiff_t)(row + r) * p->residual_stride + column;
                    sum = _mm256_add_ps(sum, qk_load_first(residual + 8 * v, count));
                }
                if (is_identity) sum = qk_clamp_avx2(bounds, sum);
                qk_store_first(c + (ptrdiff_t)r * p->c_stride + 8 * v, sum, count);
            }
        }
    }
    if (!is_identity) {
        for (size_t q = 0; q < panels && q * QK_PANEL_COLUMNS < columns; q++) {
            size_t width = qk_smaller(QK_PANEL_COLUMNS, columns - q * QK_PANEL_COLUMNS);
            qk_activate_tile(p->activation, c + q * QK_PANEL_COLUMNS, p->c_stride, rows, width);
        }
    }
}

QK_AVX2 static void tile_1x64(const qk_f32_gemm *p, size_t row, size_t panel) { compute_tile(p, row, panel, 1, 4); }
QK_AVX2 static void tile_1x16(const qk_f32_gemm *p, size_t row, size_t panel) { compute_tile(p, row, panel, 1, 1); }
QK_AVX2 static void tile_2x32(const qk_f32_gemm *p, size_t row, size_t panel) { compute_tile(p, row, panel, 2, 2); }
QK_AVX2 static void tile_2x16(const qk_f32_gemm *p, size_t row, size_t panel) { compute_tile(p, row, panel, 2, 1); }
QK_AVX2 static void tile_3x32(const qk_f32_gemm *p, size_t row, size_t panel) { compute_tile(p, row, panel, 3, 2); }
QK_AVX2 static void tile_3x16(const qk_f32_gemm *p, size_t row, size_t panel) { compute_tile(p, row, panel, 3, 1); }
QK_AVX2 static void tile_4x16(const qk_f32_gemm *p, size_t row, size_t panel) { compute_tile(p, row, panel, 4, 1); }
QK_AVX2 static void tile_5x16(const qk_f32_gemm *p, size_t row, size_t panel) { compute_tile(p, row, panel, 5, 1); }
QK_AVX2 static void tile_6x16(const qk_f32_gemm *p, size_t row, size_t panel) { compute_tile(p, row, panel, 6, 1); }

typedef void (*tile_function)(const qk_f32_gemm *p, size_t row, size_t panel);

/// The widest tile for a number of rows, and the narrow one for the panels left over.
typedef struct tile_kind {
    tile_function wide;
    tile_function narrow;
    size_t panels;
} tile_kind;

static const tile_kind tile_kinds[TILE_ROWS + 1] = {
    {NULL, NULL, 0},
    {tile_1x64, tile_1x16, 4},
    {tile_2x32, tile_2x16, 2},
    {tile_3x32, tile_3x16, 2},
    {tile_4x16, tile_4x16, 1},
    {tile_5x16, tile_5x16, 1},
    {tile_6x16, tile_6x16, 1},
};

/// Computes rows that fit into one tile.
QK_AVX2 static void compute_few_rows(const qk_f32_gemm *p, size_t row, size_t rows, qk_range panels) {
    tile_kind kind = tile_kinds[rows];
    size_t panel = panels.begin;
    for (; panel + kind.panels <= panels.end; panel += kind.panels) kind.wide(p, row, panel);
    for (; panel < panels.end; panel++) kind.narrow(p, row, panel);
}

QK_AVX2 void qk_f32_gemm_avx2(const qk_f32_gemm *arguments, qk_range rows, qk_range panels) {
    const qk_f32_gemm *p = arguments;
    assert(rows.begin <= rows.end && rows.end <= p->rows);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(p->columns));
    size_t count = rows.end - rows.begin;
    if (count == 0) return;
    if (count < TILE_ROWS) {
        compute_few_rows(p, rows.begin, count, panels);
        return;
    }
    size_t chunk = qk_larger(8, CHUNK_ELEMENTS / qk_larger(1, p->depth) / TILE_ROWS) * TILE_ROWS;
    for (size_t first = rows.begin; first < rows.end; first += chunk) {
        size_t chunk_rows = qk_smaller(chunk, rows.end - first);
        // Tiles of 6 and 5 rows rather than 6 and a small rest, which would not hide its latency.
        size_t tiles = (chunk_rows + TILE_ROWS - 1) / TILE_ROWS;
        for (size_t panel = panels.begin; panel < panels.end; panel++) {
            size_t row = first;
            for (size_t tile = 0; tile < tiles; tile++) {
                size_t tile_rows = chunk_rows / tiles + (tile < chunk_rows % tiles ? 1 : 0);
                tile_kinds[tile_rows].narrow(p, row, panel);
                row += tile_rows;
            }
        }
    }
}

#endif
