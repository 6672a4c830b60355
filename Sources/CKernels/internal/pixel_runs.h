/// Divides a convolution into runs of pixels that have the same taps.

#ifndef QK_INTERNAL_PIXEL_RUNS_H
#define QK_INTERNAL_PIXEL_RUNS_H

#include "tile_output.h"
#include "window.h"

enum {
    /// Elements of the image that stay in the second-level cache while all panels pass by.
    QK_CHUNK_ELEMENTS = 64 * 1024,
};

/// Neighbouring pixels of one output row or column that have the same taps.
typedef struct qk_pixel_run {
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
    /// The number of the run among those of rows that are computed for the same panels, and how many these are; one of the
    /// border has the number behind the last.
    size_t number;
    size_t runs;
} qk_pixel_run;

/// Computes a run for some panels side by side.
typedef void (*qk_compute_run)(const qk_f32_conv *p, const qk_pixel_run *run, qk_range panels);

/// The pixels from (row, column) on that lie side by side, or one below the other.
static inline qk_pixel_run qk_run_at(const qk_f32_conv *p, size_t row, size_t column, size_t count, int is_vertical) {
    const qk_window *window = &p->window;
    ptrdiff_t pixel = (ptrdiff_t)(row * window->output_width + column);
    ptrdiff_t step = is_vertical ? (ptrdiff_t)window->output_width : 1;
    size_t input_step = is_vertical ? window->stride_height * window->input_width : window->stride_width;
    return (qk_pixel_run){
        .vertical = qk_vertical_taps(window, row),
        .horizontal = qk_horizontal_taps(window, column),
        .count = count,
        .input_step = (ptrdiff_t)input_step * p->pixel_stride,
        .residual_step = step * p->residual_stride,
        .output_step = step * p->output_stride,
        .residual = p->residual == NULL ? NULL : p->residual + pixel * p->residual_stride,
        .output = p->output + pixel * p->output_stride,
        .number = 1,
        .runs = 1,
    };
}

/// Computes one column of the output, whose rows `inside` see the image from top to bottom.
static inline void qk_compute_border(
    const qk_f32_conv *p, qk_range rows, qk_range inside, size_t column, qk_range panels, qk_compute_run compute
) {
    for (size_t row = rows.begin; row < rows.end;) {
        int is_inside = row >= inside.begin && row < inside.end;
        size_t count = is_inside ? qk_smaller(rows.end, inside.end) - row : 1;
        qk_pixel_run run = qk_run_at(p, row, column, count, 1);
        compute(p, &run, panels);
        row += count;
    }
}

/// Computes the given rows and panels, at most `width` panels side by side.
static inline void qk_compute_runs(
    const qk_f32_conv *p, qk_range rows, qk_range panels, size_t width, qk_compute_run compute
) {
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(p->columns));
    qk_range inside_rows = qk_rows_inside(window);
    qk_range inside = qk_columns_inside(window);
    size_t elements_of_row = qk_larger(1, window->stride_height * window->input_width * p->channels);
    size_t chunk = qk_larger(4, QK_CHUNK_ELEMENTS / elements_of_row);
    for (size_t first = rows.begin; first < rows.end; first += chunk) {
        qk_range part = {first, qk_smaller(rows.end, first + chunk)};
        for (size_t panel = panels.begin; panel < panels.end;) {
            qk_range group = {panel, qk_panels_end(panel, panels.end, width)};
            for (size_t column = 0; column < inside.begin; column++) {
                qk_compute_border(p, part, inside_rows, column, group, compute);
            }
            for (size_t row = part.begin; inside.begin < inside.end && row < part.end; row++) {
                qk_pixel_run run = qk_run_at(p, row, inside.begin, inside.end - inside.begin, 0);
                run.number = row - part.begin;
                run.runs = part.end - part.begin;
                compute(p, &run, group);
            }
            for (size_t column = inside.end; column < window->output_width; column++) {
                qk_compute_border(p, part, inside_rows, column, group, compute);
            }
            panel = group.end;
        }
    }
}

/// The output of a tile of a convolution: the pixels of a run from one on, at a panel.
static inline qk_tile_output qk_run_output(const qk_f32_conv *p, const qk_pixel_run *run, size_t pixel, size_t panel) {
    size_t first = panel * QK_PANEL_COLUMNS;
    return (qk_tile_output){
        .bias = p->bias == NULL ? NULL : p->bias + first,
        .residual = run->residual == NULL ? NULL : run->residual + (ptrdiff_t)pixel * run->residual_step + first,
        .residual_stride = run->residual_step,
        .c = run->output + (ptrdiff_t)pixel * run->output_step + first,
        .c_stride = run->output_step,
        .columns = p->columns - first,
        .activation = p->activation,
    };
}

/// What a tile reads of the image and of the weights: `lines` of `pieces` that are dense in memory, because the windows of
/// neighbouring pixels are rows of A that overlap.
typedef struct qk_tile_pieces {
    const float *line;
    const float *weights;
    ptrdiff_t line_step;
    ptrdiff_t piece_step;
    size_t pieces;
    size_t piece_depth;
    /// Elements of one line of the kernel.
    size_t line_depth;
} qk_tile_pieces;

/// The pieces for the pixels of a run from one on.
static inline qk_tile_pieces qk_pieces_at(
    const qk_f32_conv *p, const qk_pixel_run *run, size_t pixel, size_t panel
) {
    const qk_window *window = &p->window;
    qk_taps taps = run->horizontal;
    size_t line_depth = window->kernel_width * p->channels;
    int is_dense = window->dilation_width == 1 && p->pixel_stride == (ptrdiff_t)p->channels;
    return (qk_tile_pieces){
        .line = p->input
            + (ptrdiff_t)(run->vertical.position * window->input_width + taps.position) * p->pixel_stride
            + (ptrdiff_t)pixel * run->input_step,
        .weights = p->b + panel * QK_PANEL_COLUMNS * line_depth * window->kernel_height
            + (run->vertical.begin * line_depth + taps.begin * p->channels) * QK_PANEL_COLUMNS,
        .line_step = (ptrdiff_t)(window->dilation_height * window->input_width) * p->pixel_stride,
        .piece_step = (ptrdiff_t)window->dilation_width * p->pixel_stride,
        .pieces = is_dense ? 1 : taps.end - taps.begin,
        .piece_depth = is_dense ? (taps.end - taps.begin) * p->channels : p->channels,
        .line_depth = line_depth,
    };
}

#endif
