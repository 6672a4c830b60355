/// Convolution by products of quads, for one instruction set.
///
/// It is included behind `avx512vnni_quads.h` or its like.

#ifndef QK_INTERNAL_S8_QUAD_CONV_H
#define QK_INTERNAL_S8_QUAD_CONV_H

#include "s8_image.h"
#include "s8_quad_results.h"
#include "s8_quads.h"
#include "window.h"

QK_QUADS_INLINE void qk_lay_out_padding(const qk_s8_conv *p, qk_s8_element *target, size_t count) {
    memset(target, p->input_zero_point + QK_QUAD_ADDED, count);
}

#define QK_S8_LAYING_OUT QK_QUADS
#include "s8_lay_out.h"

#ifndef QK_QUADS_ASK_AHEAD
#define QK_QUADS_ASK_AHEAD 0
#endif

enum {
    /// The most pixels of a tile.
    QK_QUAD_PIXELS = 12,
    /// Panels of columns that share the reading of pixels.
    QK_QUAD_PANELS = QK_QUAD_VECTORS * QK_QUAD_LANES / QK_PANEL_COLUMNS,
};

/// The rows of the output that are under way.
typedef struct qk_quad_block {
    const qk_s8_conv *conv;
    const qk_s8_element *elements;
    /// The first element of each pixel's window.
    int32_t *starts;
    qk_range rows;
    /// Elements from one line, and from one piece of a line, to the next.
    size_t line_step;
    size_t piece_step;
    size_t pieces_of_line;
    /// Elements of one piece, a multiple of four.
    size_t depth;
    size_t panel_bytes;
    qk_rule rule;
#if QK_QUADS_HAVE_RUNS
    /// Whether tiles can be computed in runs.
    int can_run;
#endif
} qk_quad_block;

/// Where the results of a tile go.
typedef struct qk_quad_output {
    /// What the sums of each column begin with.
    const qk_sums *starts;
    /// Readable for whole vectors.
    const float *multipliers;
    int8_t *target;
    ptrdiff_t stride;
    /// Columns from the tile's first on; the tile stores no more.
    size_t columns;
    /// Bytes from the tile's weights to those that are asked for meanwhile.
    ptrdiff_t ahead;
} qk_quad_output;

/// Adds the products of one quad of each pixel's window.
QK_QUADS_INLINE void qk_add_quad(
    qk_sums sums[][QK_QUAD_VECTORS], const qk_s8_element *const *source, const int8_t *weights, size_t panel_bytes,
    size_t k, const size_t pixels, const size_t vectors
) {
    const size_t vectors_of_panel = QK_PANEL_COLUMNS / QK_QUAD_LANES;
    qk_quads factors[QK_QUAD_VECTORS];
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        const int8_t *panel = weights + v / vectors_of_panel * panel_bytes + k * QK_PANEL_COLUMNS;
        factors[v] = qk_load_quads(panel + v % vectors_of_panel * QK_QUAD_LANES * 4);
    }
    QK_UNROLL for (size_t x = 0; x < pixels; x++) {
        qk_quads elements = qk_spread_quad(source[x] + k);
        QK_UNROLL for (size_t v = 0; v < vectors; v++) sums[x][v] = qk_add_quads(sums[x][v], elements, factors[v]);
    }
}

/// Adds the products of one piece of each pixel's window, and asks for the weights `ahead` where there are any.
QK_QUADS_INLINE void qk_add_piece(
    qk_sums sums[][QK_QUAD_VECTORS], const qk_s8_element *const *source, const int8_t *weights, size_t panel_bytes,
    ptrdiff_t ahead, size_t depth, const int asks, const size_t pixels, const size_t vectors
) {
    for (size_t k = 0; k < depth; k += 4) {
        if (asks) __builtin_prefetch(weights + ahead + k * QK_PANEL_COLUMNS, 0, 2);
        qk_add_quad(sums, source, weights, panel_bytes, k, pixels, vectors);
    }
}

/// Computes some vectors of columns of neighbouring pixels. The numbers of both are constants where it is inlined.
QK_QUADS_INLINE void qk_compute_quad_tile(
    const qk_quad_block *b, size_t pixel, const int8_t *weights, const qk_quad_output *o, const size_t pixels,
    const size_t vectors
) {
    qk_sums sums[QK_QUAD_PIXELS][QK_QUAD_VECTORS];
    // The lines may be in another core's cache: asked for now, they come while the sums are computed.
    QK_UNROLL for (size_t x = 0; x < pixels; x++) __builtin_prefetch(o->target + (ptrdiff_t)x * o->stride, 1);
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        QK_UNROLL for (size_t x = 0; x < pixels; x++) sums[x][v] = o->starts[v];
    }
    for (size_t line = 0; line < b->conv->weights.kernel_height; line++) {
        for (size_t piece = 0; piece < b->pieces_of_line; piece++) {
            const qk_s8_element *first = b->elements + line * b->line_step + piece * b->piece_step;
            const qk_s8_element *source[QK_QUAD_PIXELS];
            QK_UNROLL for (size_t x = 0; x < pixels; x++) source[x] = first + b->starts[pixel + x];
            if (QK_QUADS_ASK_AHEAD && vectors == QK_QUAD_VECTORS && o->ahead != 0) {
                qk_add_piece(sums, source, weights, b->panel_bytes, o->ahead, b->depth, 1, pixels, vectors);
            } else {
                qk_add_piece(sums, source, weights, b->panel_bytes, 0, b->depth, 0, pixels, vectors);
            }
            weights += b->depth * QK_PANEL_COLUMNS;
        }
    }
    qk_factors multipliers[QK_QUAD_VECTORS];
    qk_load_multipliers(o->multipliers, multipliers, vectors);
    qk_store_sums(&b->rule, multipliers, sums, o->target, o->stride, o->columns, pixels, pixels, vectors);
}

typedef void (*qk_quad_tile)(const qk_quad_block *b, size_t pixel, const int8_t *weights, const qk_quad_output *o);

/// NAME(pixels, vectors) for each number of pixels up to 6, 8 and 12.
#define QK_PIXELS_TO_6(NAME, v) NAME(1, v) NAME(2, v) NAME(3, v) NAME(4, v) NAME(5, v) NAME(6, v)
#define QK_PIXELS_TO_8(NAME, v) QK_PIXELS_TO_6(NAME, v) NAME(7, v) NAME(8, v)
#define QK_PIXELS_TO_12(NAME, v) QK_PIXELS_TO_8(NAME, v) NAME(9, v) NAME(10, v) NAME(11, v) NAME(12, v)

#define QK_DEFINE_QUAD_TILE(pixels, vectors)                                                                           \
    QK_QUADS static void qk_quad_tile_##pixels##_##vectors(                                                            \
        const qk_quad_block *b, size_t pixel, const int8_t *weights, const qk_quad_output *o                           \
    ) {                                                                                                                \
        qk_compute_quad_tile(b, pixel, weights, o, pixels, vectors);                                                   \
    }
#define QK_DEFINE_QUAD_TILES(vectors, most) QK_PIXELS_TO_##most(QK_DEFINE_QUAD_TILE, vectors)
QK_QUAD_TILES(QK_DEFINE_QUAD_TILES)

#define QK_NAME_QUAD_TILE(pixels, vectors) qk_quad_tile_##pixels##_##vectors,
#define QK_NAME_QUAD_TILES(vectors, most) {NULL, QK_PIXELS_TO_##most(QK_NAME_QUAD_TILE, vectors)},
/// By vectors of columns and pixels.
static const qk_quad_tile qk_quad_tiles[QK_QUAD_VECTORS + 1][QK_QUAD_PIXELS + 1] = {
    {NULL}, QK_QUAD_TILES(QK_NAME_QUAD_TILES)};

#define QK_MOST_PIXELS(vectors, most) most,
/// The most pixels of a tile by its vectors of columns.
static const size_t qk_quad_pixels[] = {0, QK_QUAD_TILES(QK_MOST_PIXELS)};

#if QK_QUADS_HAVE_RUNS
#include "s8_quad_run.h"
#endif

/// Computes some panels of all pixels of the block, in tiles of nearly equal sizes that run on from row to row.
QK_QUADS static void qk_compute_quad_panels(const qk_quad_block *b, qk_range panels, qk_range next) {
    const qk_s8_conv *p = b->conv;
    size_t first = panels.begin * QK_PANEL_COLUMNS;
    size_t columns = qk_smaller(p->weights.columns, panels.end * QK_PANEL_COLUMNS) - first;
    size_t vectors = (columns + QK_QUAD_LANES - 1) / QK_QUAD_LANES;
    const int8_t *panel = (const int8_t *)p->packed + panels.begin * b->panel_bytes;
    float few_multipliers[QK_QUAD_VECTORS * QK_QUAD_LANES];
    int32_t few_biases[QK_QUAD_VECTORS * QK_QUAD_LANES];
    size_t whole = vectors * QK_QUAD_LANES;
    const float *multipliers = qk_whole(p->multipliers + first, columns, whole, few_multipliers);
    const int32_t *bias = p->bias == NULL ? NULL : qk_whole(p->bias + first, columns, whole, few_biases);
    qk_sums starts[QK_QUAD_VECTORS];
    const size_t vectors_of_panel = QK_PANEL_COLUMNS / QK_QUAD_LANES;
    for (size_t v = 0; v < vectors; v++) {
        const int32_t *sums_of_weights = (const int32_t *)(panel + v / vectors_of_panel * b->panel_bytes);
        starts[v] = qk_starts_of_sums(
            bias == NULL ? NULL : bias + v * QK_QUAD_LANES, sums_of_weights + v % vectors_of_panel * QK_QUAD_LANES,
            p->input_zero_point);
    }
    qk_quad_output o = {
        .starts = starts,
        .multipliers = multipliers,
        .target = p->output + (ptrdiff_t)(b->rows.begin * p->window.output_width) * p->output_stride + first,
        .stride = p->output_stride,
        .columns = columns,
    };
    size_t pixels = (b->rows.end - b->rows.begin) * p->window.output_width;
#if QK_QUADS_HAVE_RUNS
    if (b->can_run && qk_gains_by_run(b, &o, pixels, vectors)) {
        qk_quad_runs[vectors][b->rule.has_table](b, pixels, panel + QK_S8_PANEL_HEAD, &o);
        return;
    }
#endif
    size_t most = qk_quad_pixels[vectors];
    size_t tile_count = (pixels + most - 1) / most;
    qk_range asked = QK_QUADS_ASK_AHEAD && tile_count >= QK_QUAD_PANELS ? next : (qk_range){0, 0};
    for (size_t pixel = 0; pixel < pixels; tile_count--) {
        o.ahead = asked.begin == asked.end ? 0 : (ptrdiff_t)((asked.begin++ - panels.begin) * b->panel_bytes);
        size_t count = (pixels - pixel) / tile_count;
        qk_quad_tiles[vectors][count](b, pixel, panel + QK_S8_PANEL_HEAD, &o);
        o.target += (ptrdiff_t)count * o.stride;
        pixel += count;
    }
}

/// `s8_conv` for weights without a zero point.
QK_QUADS static void qk_conv_quads(const qk_s8_conv *p, int32_t *scratch, qk_range rows, qk_range panels) {
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(p->weights.zero_point == 0);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(p->weights.columns));
    size_t channels = p->weights.channels;
    size_t line_elements = qk_s8_block_width(window) * channels;
    size_t step = qk_s8_block_rows(window, channels);
    qk_s8_element *elements = (qk_s8_element *)(scratch + qk_s8_block_starts(window, channels));
    qk_quad_block b = {
        .conv = p,
        .elements = elements,
        .starts = scratch,
        .line_step = window->dilation_height * line_elements,
        .piece_step = window->dilation_width * channels,
        .pieces_of_line = qk_s8_pieces_of_line(&p->weights),
        .depth = qk_s8_quad_depth(&p->weights),
        .panel_bytes = qk_s8_conv_panel_bytes_quads(&p->weights),
        .rule = qk_rule_of(p->rounding),
#if QK_QUADS_HAVE_RUNS
        .can_run = qk_can_run(p),
#endif
    };
    qk_s8_find_starts(window, channels, qk_smaller(step, rows.end - rows.begin), b.starts);
    size_t panel_count = panels.end - panels.begin;
    size_t groups = (panel_count + QK_QUAD_PANELS - 1) / QK_QUAD_PANELS;
    for (size_t first = rows.begin; first < rows.end; first += step) {
        b.rows = (qk_range){first, qk_smaller(rows.end, first + step)};
        qk_lay_out(p, b.rows, elements);
        for (size_t group = 0; group < groups; group++) {
            qk_range some = {
                panels.begin + panel_count * group / groups, panels.begin + panel_count * (group + 1) / groups};
            qk_range next = {some.end, qk_smaller(panels.end, some.end + QK_QUAD_PANELS)};
            qk_compute_quad_panels(&b, some, next);
        }
    }
}

#endif
