#include "../internal/kernels.h"

#if QK_HAS_AVX512

#include "../internal/avx512_product.h"
#include "../internal/pixel_runs.h"

/// Computes pixels of a run from one on, from a panel on; the shape of the tile is constant where it is inlined, with halves
/// of panels as vectors.
QK_AVX512_INLINE void compute_tile(
    const qk_f32_conv *p, const qk_pixel_run *run, size_t pixel, size_t panel, qk_asked asked, const size_t pixels,
    const size_t vectors
) {
    qk_tile_output output = qk_run_output(p, run, pixel, panel);
    qk_tile_pieces pieces = qk_pieces_at(p, run, pixel, panel);
    size_t panel_stride = pieces.line_depth * p->window.kernel_height * QK_PANEL_COLUMNS;
    qk_sums_avx512 sums;
    qk_start_sums_avx512(&sums, &output, pixels, vectors);
    for (size_t i = run->vertical.begin; i < run->vertical.end; i++) {
        for (size_t piece = 0; piece < pieces.pieces; piece++) {
            const float *a = pieces.line + (ptrdiff_t)piece * pieces.piece_step;
            const float *b = pieces.weights + piece * p->channels * QK_PANEL_COLUMNS;
            qk_add_products_avx512(
                &sums, a, run->input_step, b, panel_stride, pieces.piece_depth, &asked, pixels, vectors);
        }
        pieces.line += pieces.line_step;
        pieces.weights += pieces.line_depth * QK_PANEL_COLUMNS;
    }
    qk_finish_sums_avx512(&sums, &output, pixels, vectors);
}

typedef void (*tile_function)(const qk_f32_conv *p, const qk_pixel_run *run, size_t pixel, size_t panel, qk_asked asked);

#define DEFINE_TILE(pixels, vectors)                                                                                   \
    QK_AVX512 static void tile_##vectors##_by_##pixels(                                                                \
        const qk_f32_conv *p, const qk_pixel_run *run, size_t pixel, size_t panel, qk_asked asked                      \
    ) {                                                                                                                \
        compute_tile(p, run, pixel, panel, asked, pixels, vectors);                                                    \
    }
QK_EVERY_TILE(DEFINE_TILE)

static const tile_function tiles[][QK_TILE_ROWS_512 + 1] = QK_TILES_BY_SHAPE;

/// Computes a run for some panels side by side, in tiles of nearly equal sizes.
QK_AVX512 static void compute_run(const qk_f32_conv *p, const qk_pixel_run *run, qk_range panels) {
    size_t columns = qk_smaller(panels.end * QK_PANEL_COLUMNS, p->columns) - panels.begin * QK_PANEL_COLUMNS;
    size_t vectors = (columns + 7) / 8;
    size_t greatest = qk_greatest_rows[vectors];
    size_t tile_count = (run->count + greatest - 1) / greatest;
    size_t depth = p->window.kernel_height * p->window.kernel_width * p->channels;
    size_t step = qk_asked_step(panels, run->runs * tile_count);
    for (size_t pixel = 0, tile = run->number * tile_count; pixel < run->count; tile_count--, tile++) {
        size_t count = (run->count - pixel + tile_count - 1) / tile_count;
        tiles[vectors][count](p, run, pixel, panels.begin, qk_asked_by(p->b, depth, panels, tile, step));
        pixel += count;
    }
}

QK_AVX512 void qk_f32_conv_avx512(const qk_f32_conv *arguments, qk_range rows, qk_range panels) {
    qk_compute_runs(arguments, rows, panels, QK_TILE_PANELS, compute_run);
}

#endif
