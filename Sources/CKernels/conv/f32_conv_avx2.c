#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_product.h"
#include "../internal/window.h"

enum {
    /// Pixels of a tile.
    TILE_PIXELS = 6,
    /// Elements of the image that stay in the second-level cache while all panels pass by.
    CHUNK_ELEMENTS = 64 * 1024,
};

/// Neighbouring pixels of one output row or column that have the same taps.
typedef struct pixel_run {
    /// The taps of the first pixel.
    qk_taps vertical;
    qk_taps horizontal;
    size_t count;
    /// Elements from one pixel to the next.
    ptrdiff_t input_step;
    ptrdiff_t residual_step;
    ptrdiff_t output_step;
    /// Null where there is none.
    const float *residual;
    float *output;
} pixel_run;

/// Computes pixels of a run from one on, for one panel; their number is a constant where it is inlined.
///
/// The windows of neighbouring pixels are rows of A that overlap; where a line of taps is dense in memory, it is one piece
/// of such a row.
QK_AVX2_INLINE void compute_tile(
    const qk_f32_conv *p, const pixel_run *run, size_t pixel, size_t panel, const size_t pixels
) {
    const size_t vectors = QK_PANEL_COLUMNS / 8;
    const qk_window *window = &p->window;
    size_t first = panel * QK_PANEL_COLUMNS;
    size_t line_depth = window->kernel_width * p->channels;
    qk_tile_output output = {
        .bias = p->bias == NULL ? NULL : p->bias + first,
        .residual = run->residual == NULL ? NULL : run->residual + (ptrdiff_t)pixel * run->residual_step + first,
        .residual_stride = run->residual_step,
        .c = run->output + (ptrdiff_t)pixel * run->output_step + first,
        .c_stride = run->output_step,
        .columns = p->columns - first,
        .activation = p->activation,
    };
    qk_taps taps = run->horizontal;
    int is_dense = window->dilation_width == 1 && p->pixel_stride == (ptrdiff_t)p->channels;
    size_t pieces = is_dense ? 1 : taps.end - taps.begin;
    size_t piece_depth = is_dense ? (taps.end - taps.begin) * p->channels : p->channels;
    ptrdiff_t piece_step = (ptrdiff_t)window->dilation_width * p->pixel_stride;
    ptrdiff_t line_step = (ptrdiff_t)(window->dilation_height * window->input_width) * p->pixel_stride;
    const float *line = p->input
        + (ptrdiff_t)(run->vertical.position * window->input_width + taps.position) * p->pixel_stride
        + (ptrdiff_t)pixel * run->input_step;
    const float *weights = p->b + first * line_depth * window->kernel_height
        + (run->vertical.begin * line_depth + taps.begin * p->channels) * QK_PANEL_COLUMNS;
    qk_sums sums;
    qk_start_sums(&sums, &output, pixels, vectors);
    for (size_t i = run->vertical.begin; i < run->vertical.end; i++) {
        for (size_t piece = 0; piece < pieces; piece++) {
            qk_add_products(
                &sums, line + (ptrdiff_t)piece * piece_step, run->input_step,
                weights + piece * p->channels * QK_PANEL_COLUMNS, 0, piece_depth, pixels, vectors);
        }
        line += line_step;
        weights += line_depth * QK_PANEL_COLUMNS;
    }
    qk_finish_sums(&sums, &output, pixels, vectors);
}

#define DEFINE_TILE(pixels)                                                                                            \
    QK_AVX2 static void tile_##pixels(const qk_f32_conv *p, const pixel_run *run, size_t pixel, size_t panel) {        \
        compute_tile(p, run, pixel, panel, pixels);                                                                    \
    }
DEFINE_TILE(1)
DEFINE_TILE(2)
DEFINE_TILE(3)
DEFINE_TILE(4)
DEFINE_TILE(5)
DEFINE_TILE(6)

typedef void (*tile_function)(const qk_f32_conv *p, const pixel_run *run, size_t pixel, size_t panel);

static const tile_function tiles[TILE_PIXELS + 1] = {NULL, tile_1, tile_2, tile_3, tile_4, tile_5, tile_6};

/// Computes a run for one panel, in tiles of nearly equal sizes.
QK_AVX2 static void compute_run(const qk_f32_conv *p, const pixel_run *run, size_t panel) {
    size_t tile_count = (run->count + TILE_PIXELS - 1) / TILE_PIXELS;
    for (size_t pixel = 0; pixel < run->count; tile_count--) {
        size_t count = (run->count - pixel + tile_count - 1) / tile_count;
        tiles[count](p, run, pixel, panel);
        pixel += count;
    }
}

/// The pixels from (row, column) on that lie side by side, or one below the other.
static pixel_run run_at(const qk_f32_conv *p, size_t row, size_t column, size_t count, int is_vertical) {
    const qk_window *window = &p->window;
    ptrdiff_t pixel = (ptrdiff_t)(row * window->output_width + column);
    ptrdiff_t step = is_vertical ? (ptrdiff_t)window->output_width : 1;
    size_t input_step = is_vertical ? window->stride_height * window->input_width : window->stride_width;
    return (pixel_run){
        .vertical = qk_vertical_taps(window, row),
        .horizontal = qk_horizontal_taps(window, column),
        .count = count,
        .input_step = (ptrdiff_t)input_step * p->pixel_stride,
        .residual_step = step * p->residual_stride,
        .output_step = step * p->output_stride,
        .residual = p->residual == NULL ? NULL : p->residual + pixel * p->residual_stride,
        .output = p->output + pixel * p->output_stride,
    };
}

/// Computes one column of the output, whose rows `inside` see the image from top to bottom.
QK_AVX2 static void compute_border(
    const qk_f32_conv *p, qk_range rows, qk_range inside, size_t column, size_t panel
) {
    for (size_t row = rows.begin; row < rows.end;) {
        int is_inside = row >= inside.begin && row < inside.end;
        pixel_run run = run_at(p, row, column, is_inside ? qk_smaller(rows.end, inside.end) - row : 1, 1);
        compute_run(p, &run, panel);
        row += run.count;
    }
}

QK_AVX2 void qk_f32_conv_avx2(const qk_f32_conv *arguments, qk_range rows, qk_range panels) {
    const qk_f32_conv *p = arguments;
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(p->columns));
    qk_range inside_rows = qk_rows_inside(window);
    qk_range inside = qk_columns_inside(window);
    size_t elements_of_row = qk_larger(1, window->stride_height * window->input_width * p->channels);
    size_t chunk = qk_larger(TILE_PIXELS, CHUNK_ELEMENTS / elements_of_row);
    for (size_t first = rows.begin; first < rows.end; first += chunk) {
        qk_range part = {first, qk_smaller(rows.end, first + chunk)};
        for (size_t panel = panels.begin; panel < panels.end; panel++) {
            for (size_t column = 0; column < inside.begin; column++) {
                compute_border(p, part, inside_rows, column, panel);
            }
            for (size_t row = part.begin; inside.begin < inside.end && row < part.end; row++) {
                pixel_run run = run_at(p, row, inside.begin, inside.end - inside.begin, 0);
                compute_run(p, &run, panel);
            }
            for (size_t column = inside.end; column < window->output_width; column++) {
                compute_border(p, part, inside_rows, column, panel);
            }
        }
    }
}

#endif
