#include "../internal/kernels.h"

#if QK_HAS_NEON

#include "../internal/neon_product.h"
#include "../internal/pixel_runs.h"

/// Computes pixels of a run from one on, for one panel; how many there are and the number of vectors are constants where
/// it is inlined.
QK_NEON_INLINE void compute_tile(
    const qk_f32_conv *p, const qk_pixel_run *run, size_t pixel, size_t panel, const size_t pixels, const size_t vectors
) {
    qk_tile_output output = qk_run_output(p, run, pixel, panel);
    qk_tile_pieces pieces = qk_pieces_at(p, run, pixel, panel);
    qk_sums_neon sums;
    qk_start_sums_neon(&sums, &output, pixels, vectors);
    for (size_t i = run->vertical.begin; i < run->vertical.end; i++) {
        for (size_t piece = 0; piece < pieces.pieces; piece++) {
            qk_add_products_neon(
                &sums, pieces.line + (ptrdiff_t)piece * pieces.piece_step, run->input_step,
                pieces.weights + piece * p->channels * QK_PANEL_COLUMNS, 0, pieces.piece_depth, pixels, vectors);
        }
        pieces.line += pieces.line_step;
        pieces.weights += pieces.line_depth * QK_PANEL_COLUMNS;
    }
    qk_finish_sums_neon(&sums, &output, pixels, vectors);
}

typedef void (*tile_function)(const qk_f32_conv *p, const qk_pixel_run *run, size_t pixel, size_t panel);

#define DEFINE_TILE(pixels, vectors)                                                                                   \
    static void tile_##vectors##_by_##pixels(                                                                          \
        const qk_f32_conv *p, const qk_pixel_run *run, size_t pixel, size_t panel                                      \
    ) {                                                                                                                \
        compute_tile(p, run, pixel, panel, pixels, vectors);                                                           \
    }
QK_EVERY_TILE_NEON(DEFINE_TILE)

static const tile_function tiles[][QK_TILE_ROWS_NEON + 1] = QK_TILES_BY_SHAPE_NEON;

/// Computes a run for one panel, in tiles of nearly equal sizes.
static void compute_run(const qk_f32_conv *p, const qk_pixel_run *run, qk_range panels) {
    size_t shape = qk_tile_shape_neon(p->columns - panels.begin * QK_PANEL_COLUMNS);
    size_t greatest = qk_greatest_rows_neon(shape);
    size_t tile_count = (run->count + greatest - 1) / greatest;
    for (size_t pixel = 0; pixel < run->count; tile_count--) {
        size_t count = (run->count - pixel + tile_count - 1) / tile_count;
        tiles[shape][count](p, run, pixel, panels.begin);
        pixel += count;
    }
}

void qk_f32_conv_neon(const qk_f32_conv *arguments, qk_range rows, qk_range panels) {
    qk_compute_runs(arguments, rows, panels, 1, compute_run);
}

#endif
