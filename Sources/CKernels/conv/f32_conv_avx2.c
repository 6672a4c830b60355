#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_product.h"
#include "../internal/pixel_runs.h"

enum {
    /// Pixels of a tile.
    TILE_PIXELS = 6,
};

/// Computes pixels of a run from one on, for one panel; their number is a constant where it is inlined.
QK_AVX2_INLINE void compute_tile(
    const qk_f32_conv *p, const qk_pixel_run *run, size_t pixel, size_t panel, const size_t pixels
) {
    const size_t vectors = QK_PANEL_COLUMNS / 8;
    qk_tile_output output = qk_run_output(p, run, pixel, panel);
    qk_tile_pieces pieces = qk_pieces_at(p, run, pixel, panel);
    qk_sums sums;
    qk_start_sums(&sums, &output, pixels, vectors);
    for (size_t i = run->vertical.begin; i < run->vertical.end; i++) {
        for (size_t piece = 0; piece < pieces.pieces; piece++) {
            qk_add_products(
                &sums, pieces.line + (ptrdiff_t)piece * pieces.piece_step, run->input_step,
                pieces.weights + piece * p->channels * QK_PANEL_COLUMNS, 0, pieces.piece_depth, pixels, vectors);
        }
        pieces.line += pieces.line_step;
        pieces.weights += pieces.line_depth * QK_PANEL_COLUMNS;
    }
    qk_finish_sums(&sums, &output, pixels, vectors);
}

#define DEFINE_TILE(pixels)                                                                                            \
    QK_AVX2 static void tile_##pixels(const qk_f32_conv *p, const qk_pixel_run *run, size_t pixel, size_t panel) {     \
        compute_tile(p, run, pixel, panel, pixels);                                                                    \
    }
DEFINE_TILE(1)
DEFINE_TILE(2)
DEFINE_TILE(3)
DEFINE_TILE(4)
DEFINE_TILE(5)
DEFINE_TILE(6)

typedef void (*tile_function)(const qk_f32_conv *p, const qk_pixel_run *run, size_t pixel, size_t panel);

static const tile_function tiles[TILE_PIXELS + 1] = {NULL, tile_1, tile_2, tile_3, tile_4, tile_5, tile_6};

/// Computes a run for one panel, in tiles of nearly equal sizes.
QK_AVX2 static void compute_run(const qk_f32_conv *p, const qk_pixel_run *run, qk_range panels) {
    size_t tile_count = (run->count + TILE_PIXELS - 1) / TILE_PIXELS;
    for (size_t pixel = 0; pixel < run->count; tile_count--) {
        size_t count = (run->count - pixel + tile_count - 1) / tile_count;
        tiles[count](p, run, pixel, panels.begin);
        pixel += count;
    }
}

QK_AVX2 void qk_f32_conv_avx2(const qk_f32_conv *arguments, qk_range rows, qk_range panels) {
    qk_compute_runs(arguments, rows, panels, 1, compute_run);
}

#endif
