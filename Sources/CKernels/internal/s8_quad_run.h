/// Convolution by runs of tiles: the results of each tile are rounded and stored between the products of the next.
///
/// A processor looks some hundred instructions ahead. The rounding of a whole tile fills them while it waits for the
/// last sums, and products of the next tile do not begin before it ends; a vector of results at a time, they go on side
/// by side. The sums of two tiles stay in registers, so each is half as large as a tile by itself and reads weights twice
/// as often.
///
/// It is included by `s8_quad_conv.h` where registers suffice.

#ifndef QK_INTERNAL_S8_QUAD_RUN_H
#define QK_INTERNAL_S8_QUAD_RUN_H

enum {
    /// Vectors of sums of one tile.
    QK_RUN_SUMS = 12,
    /// Bytes of a tile's weights that stay in the first-level cache beside a block of the image.
    QK_RUN_WEIGHTS = 12 * 1024,
    /// Products of vectors in whose time a tile is faster in a run.
    QK_RUN_GAIN = 32,
};

/// Pixels of a tile by its vectors of columns.
#define QK_RUN_PIXELS(vectors) (QK_RUN_SUMS / (vectors))
/// Pixels whose results make up a vector.
#define QK_RESULT_PIXELS(vectors) ((vectors) >= 3 ? 1 : 4 / (vectors))

/// Whether a convolution can be computed in runs: lines of the kernel are dense, and results have no bounds but before a
/// table.
static inline int qk_can_run(const qk_s8_conv *p) {
    int has_bounds = p->rounding.minimum != INT8_MIN || p->rounding.maximum != INT8_MAX;
    return !p->weights.is_dilated && (!has_bounds || p->rounding.table != NULL);
}

/// Whether a run is faster than tiles by themselves, and computes the same: it bounds bytes and not sums, which must
/// not leave int32 before.
QK_QUADS_INLINE int qk_gains_by_run(const qk_quad_block *b, const qk_quad_output *o, size_t pixels, size_t vectors) {
    size_t tile = QK_RUN_PIXELS(vectors);
    size_t tiles = (pixels + tile - 1) / tile;
    size_t repeated = tiles * tile - pixels;
    size_t quads_of_line = b->depth / 4;
    size_t quads = quads_of_line * b->conv->weights.kernel_height;
    if (tiles < 2 || repeated * vectors * quads > QK_RUN_GAIN * tiles) return 0;
    if (quads_of_line < tile / QK_RESULT_PIXELS(vectors)) return 0;
    if (quads * vectors * QK_QUAD_LANES * 4 > QK_RUN_WEIGHTS) return 0;
    for (size_t v = 0; v < vectors; v++) {
        if (!qk_are_below_one(qk_load_factors(o->multipliers + v * QK_QUAD_LANES))) return 0;
    }
    return 1;
}

/// Stores a vector of results.
QK_QUADS_INLINE void qk_store_result(
    const qk_rule *rule, const qk_factors *multipliers, qk_sums sums[][QK_QUAD_VECTORS], int8_t *target,
    ptrdiff_t stride, qk_valid valid, const int has_table, const size_t vectors
) {
    const size_t pixels = QK_RESULT_PIXELS(vectors);
    qk_sums rounded[4];
    QK_UNROLL for (size_t i = 0; i < pixels * vectors; i++) {
        rounded[i] = qk_round_within(sums[i / vectors][i % vectors], multipliers[i % vectors]);
    }
    const size_t last = pixels * vectors - 1;
    qk_results results = qk_pack_within(rule, rounded[0], rounded[1], rounded[2], rounded[last], has_table);
    QK_UNROLL for (size_t part = 0; part < pixels; part++) {
        qk_store_valid_of_part(target + (ptrdiff_t)part * stride, results, part, pixels, valid);
    }
}

/// Sums the products of the pixels from `pixel` on. Where there is a tile before, its results are stored meanwhile.
QK_QUADS_INLINE void qk_sum_tile_of_run(
    const qk_quad_block *b, size_t pixel, const int8_t *weights, const qk_quad_output *o,
    const qk_factors *multipliers, qk_sums sums[][QK_QUAD_VECTORS], qk_sums before[][QK_QUAD_VECTORS], int8_t *target, qk_valid valid,
    const int has_before, const int has_table, const size_t vectors
) {
    const size_t pixels = QK_RUN_PIXELS(vectors);
    const size_t result = QK_RESULT_PIXELS(vectors);
    size_t depth = b->depth;
    size_t panel_bytes = b->panel_bytes;
    const qk_s8_element *source[QK_RUN_SUMS];
    QK_UNROLL for (size_t x = 0; x < pixels; x++) source[x] = b->elements + b->starts[pixel + x];
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        QK_UNROLL for (size_t x = 0; x < pixels; x++) sums[x][v] = o->starts[v];
    }
    size_t k = 0;
    if (has_before) {
        QK_UNROLL for (size_t x = 0; x < pixels; x += result, k += 4) {
            qk_add_quad(sums, source, weights, panel_bytes, k, pixels, vectors);
            QK_UNROLL for (size_t y = 0; y < pixels; y++) {
                QK_UNROLL for (size_t v = 0; v < vectors; v++) qk_fix_place(&sums[y][v]);
            }
            int8_t *results = target + (ptrdiff_t)x * o->stride;
            qk_store_result(&b->rule, multipliers, before + x, results, o->stride, valid, has_table, vectors);
        }
    }
    for (; k < depth; k += 4) qk_add_quad(sums, source, weights, panel_bytes, k, pixels, vectors);
    for (size_t line = 1; line < b->conv->weights.kernel_height; line++) {
        weights += depth * QK_PANEL_COLUMNS;
        const qk_s8_element *first = b->elements + line * b->line_step;
        QK_UNROLL for (size_t x = 0; x < pixels; x++) source[x] = first + b->starts[pixel + x];
        for (k = 0; k < depth; k += 4) qk_add_quad(sums, source, weights, panel_bytes, k, pixels, vectors);
    }
}

/// Computes some vectors of columns of all pixels. The last tile may share pixels with the one before it.
QK_QUADS_INLINE void qk_compute_quad_run(
    const qk_quad_block *b, size_t count, const int8_t *weights, const qk_quad_output *o, const int has_table,
    const size_t vectors
) {
    const size_t pixels = QK_RUN_PIXELS(vectors);
    const size_t result = QK_RESULT_PIXELS(vectors);
    qk_valid valid = qk_valid_columns(o->columns);
    qk_factors multipliers[QK_QUAD_VECTORS];
    qk_load_multipliers(o->multipliers, multipliers, vectors);
    qk_sums before[QK_RUN_SUMS][QK_QUAD_VECTORS];
    size_t pixel = 0;
    qk_sum_tile_of_run(b, 0, weights, o, multipliers, before, NULL, NULL, valid, 0, has_table, vectors);
    while (pixel + pixels < count) {
        int8_t *target = o->target + (ptrdiff_t)pixel * o->stride;
        pixel = qk_smaller(pixel + pixels, count - pixels);
        qk_sums sums[QK_RUN_SUMS][QK_QUAD_VECTORS];
        qk_sum_tile_of_run(b, pixel, weights, o, multipliers, sums, before, target, valid, 1, has_table, vectors);
        QK_UNROLL for (size_t x = 0; x < pixels; x++) {
            QK_UNROLL for (size_t v = 0; v < vectors; v++) before[x][v] = sums[x][v];
        }
    }
    int8_t *target = o->target + (ptrdiff_t)pixel * o->stride;
    QK_UNROLL for (size_t x = 0; x < pixels; x += result) {
        int8_t *results = target + (ptrdiff_t)x * o->stride;
        qk_store_result(&b->rule, multipliers, before + x, results, o->stride, valid, has_table, vectors);
    }
}

typedef void (*qk_quad_run)(const qk_quad_block *b, size_t count, const int8_t *weights, const qk_quad_output *o);

#define QK_DEFINE_QUAD_RUN(vectors, has_table)                                                                         \
    QK_QUADS static void qk_quad_run_##vectors##_##has_table(                                                          \
        const qk_quad_block *b, size_t count, const int8_t *weights, const qk_quad_output *o                           \
    ) {                                                                                                                \
        qk_compute_quad_run(b, count, weights, o, has_table, vectors);                                                 \
    }
#define QK_DEFINE_QUAD_RUNS(vectors) QK_DEFINE_QUAD_RUN(vectors, 0) QK_DEFINE_QUAD_RUN(vectors, 1)
QK_DEFINE_QUAD_RUNS(1) QK_DEFINE_QUAD_RUNS(2) QK_DEFINE_QUAD_RUNS(3) QK_DEFINE_QUAD_RUNS(4)

#define QK_NAME_QUAD_RUNS(vectors) {qk_quad_run_##vectors##_0, qk_quad_run_##vectors##_1}
/// By vectors of columns and whether results are looked up in a table.
static const qk_quad_run qk_quad_runs[QK_QUAD_VECTORS + 1][2] = {
    {NULL}, QK_NAME_QUAD_RUNS(1), QK_NAME_QUAD_RUNS(2), QK_NAME_QUAD_RUNS(3), QK_NAME_QUAD_RUNS(4)};

#endif
