/// Depthwise convolution by products of quads, for one instruction set.
///
/// It is included behind `avx512vnni_quads.h` or its like.

#ifndef QK_INTERNAL_S8_QUAD_DEPTHWISE_H
#define QK_INTERNAL_S8_QUAD_DEPTHWISE_H

#include "s8_quad_depthwise_matrix.h"
#include "s8_quad_lines.h"

/// What the sums of a slice's channels meet, in the order of their vectors.
typedef struct qk_quad_channels {
    const int8_t *weights;
    /// What sums begin with.
    qk_sums starts[4];
    qk_factors multipliers[4];
    /// Whether all multipliers are below one.
    int has_small_multipliers;
} qk_quad_channels;

/// Stores the results of a tile where the outputs exist. The numbers of rows, columns and strips are constants where it
/// is inlined.
QK_QUADS_INLINE void qk_store_tile(
    const qk_quad_slice *s, const qk_results *results, size_t first, size_t row, size_t last_row, const size_t rows,
    const size_t columns, const size_t strips
) {
    // Copies, because stores of bytes could change what is in memory.
    const size_t stride = s->conv->channels;
    const size_t width = s->conv->weights.window.output_width;
    const size_t strip_width = s->strip_width;
    const size_t count = s->count;
    const int is_whole = !QK_QUAD_HAS_MASKS && count >= QK_VECTOR_BYTES / strips;
    const size_t row_count = last_row - row;
    int8_t *target = s->conv->output + (row * width + first) * stride + s->channel;
    QK_UNROLL for (size_t strip = 0; strip < strips; strip++) {
        size_t end = qk_smaller(width, (strip + 1) * strip_width);
        size_t begin = strip * strip_width + first;
        size_t column_count = end > begin ? end - begin : 0;
        QK_UNROLL for (size_t y = 0; y < rows; y++) {
            if (y < row_count) {
                int8_t *of_row = target + (strip * strip_width + y * width) * stride;
                QK_UNROLL for (size_t x = 0; x < columns; x++, of_row += stride) {
                    if (x < column_count) {
                        if (is_whole) {
                            qk_store_part(of_row, results[y * columns + x], strip, strips);
                        } else {
                            qk_store_first_of_part(of_row, results[y * columns + x], strip, strips, count);
                        }
                    }
                }
            }
        }
    }
}

/// Computes a tile: a few groups of outputs that lie side by side, one vector of channels of all of them at a time. The
/// geometry and the number of groups are constants where it is inlined.
QK_QUADS_INLINE void qk_compute_tile(
    const qk_quad_slice *s, const qk_quad_channels *channels, const qk_rule *rule, const qk_s8_element *const *lines,
    size_t first, size_t row, size_t last_row, const qk_quad_geometry g, const size_t groups
) {
    const size_t columns = groups * g.columns;
    const size_t outputs = g.rows * columns;
    // Copies, which need not be loaded again for each vector.
    const qk_s8_element *first_quads[3];
    QK_UNROLL for (size_t line = 0; line < g.quad_rows; line++) {
        first_quads[line] = lines[line] + first / g.columns * 4 * QK_VECTOR_BYTES;
    }
    const int8_t *first_weights = channels->weights;
    qk_sums rounded[QK_QUAD_OUTPUTS];
    qk_shorts shorts[QK_QUAD_OUTPUTS];
    qk_results results[QK_QUAD_OUTPUTS];
    QK_UNROLL for (size_t v = 0; v < 4; v++) {
        qk_sums sums[QK_QUAD_OUTPUTS];
        QK_UNROLL for (size_t i = 0; i < outputs; i++) sums[i] = channels->starts[v];
        const int8_t *weights = first_weights + v * QK_BLOCK_BYTES / 4;
        QK_UNROLL for (size_t line = 0; line < g.quad_rows; line++) {
            const qk_s8_element *source = first_quads[line] + v * QK_VECTOR_BYTES;
            QK_UNROLL for (size_t quad = 0; quad < g.quad_columns; quad++) {
                QK_UNROLL for (size_t output = 0; output < g.rows * g.columns; output++) {
                    qk_quads factors = qk_load_quads(weights + output * QK_BLOCK_BYTES);
                    QK_UNROLL for (size_t group = 0; group < groups; group++) {
                        qk_quads elements = qk_load_quads(source + group * 4 * QK_VECTOR_BYTES);
                        size_t i = output / g.columns * columns + group * g.columns + output % g.columns;
                        sums[i] = qk_add_quads(sums[i], elements, factors);
                    }
                }
                QK_UNROLL for (size_t i = 0; i < outputs; i++) qk_settle(&sums[i]);
                weights += g.rows * g.columns * QK_BLOCK_BYTES;
                source += 4 * QK_VECTOR_BYTES;
            }
        }
        if (channels->has_small_multipliers) {
            QK_UNROLL for (size_t i = 0; i < outputs; i++) sums[i] = qk_round_within(sums[i], channels->multipliers[v]);
        } else {
            QK_UNROLL for (size_t i = 0; i < outputs; i++) sums[i] = qk_round(rule, sums[i], channels->multipliers[v]);
        }
        QK_UNROLL for (size_t i = 0; i < outputs; i++) {
            if (v % 2 == 0) {
                rounded[i] = sums[i];
            } else if (v == 1) {
                shorts[i] = qk_pack_pair(rule, rounded[i], sums[i]);
            } else {
                results[i] = qk_pack_pairs(rule, shorts[i], qk_pack_pair(rule, rounded[i], sums[i]));
            }
        }
    }
    if (rule->has_table) {
        QK_UNROLL for (size_t i = 0; i < outputs; i++) results[i] = qk_look_results_up(rule, results[i]);
    }
    const size_t strips = s->strips;
    if (QK_VECTOR_PIECES >= 4 && strips == 4) {
        qk_store_tile(s, results, first, row, last_row, g.rows, columns, 4);
    } else if (QK_VECTOR_PIECES >= 2 && strips == 2) {
        qk_store_tile(s, results, first, row, last_row, g.rows, columns, 2);
    } else {
        qk_store_tile(s, results, first, row, last_row, g.rows, columns, 1);
    }
}

/// Computes a group of rows of the outputs in tiles of some groups; what is left of a row may fit into half a tile.
QK_QUADS_INLINE void qk_compute_quad_rows(
    const qk_quad_slice *s, const qk_quad_channels *channels, const qk_rule *rule, const qk_s8_element *const *lines,
    size_t row, size_t last_row, const qk_quad_geometry g, const size_t groups
) {
    const size_t width = s->strip_width;
    const size_t columns = groups * g.columns;
    const size_t half = groups > 1 ? columns / 2 : 0;
    size_t x = 0;
    for (; x + half < width; x += columns) {
        qk_compute_tile(s, channels, rule, lines, x, row, last_row, g, groups);
    }
    if (x < width) qk_compute_tile(s, channels, rule, lines, x, row, last_row, g, qk_larger(groups / 2, 1));
}

typedef void (*qk_quad_rows)(
    const qk_quad_slice *s, const qk_quad_channels *channels, const qk_rule *rule, const qk_s8_element *const *lines,
    size_t row, size_t last_row);

/// For kernels of some size and stride, with what `qk_s8_quad_geometry` gives for them.
#define QK_DEFINE_QUAD_ROWS(size, stride, groups, ...)                                                                 \
    QK_QUADS static void qk_quad_rows_##size##_##stride(                                                               \
        const qk_quad_slice *s, const qk_quad_channels *channels, const qk_rule *rule,                                 \
        const qk_s8_element *const *lines, size_t row, size_t last_row                                                 \
    ) {                                                                                                                \
        const qk_quad_geometry geometry = {__VA_ARGS__};                                                               \
        qk_compute_quad_rows(s, channels, rule, lines, row, last_row, geometry, groups);                               \
    }
QK_DEFINE_QUAD_ROWS(3, 1, QK_QUAD_OUTPUTS / 2, 4, 1, 2, 1, 1, 3)
QK_DEFINE_QUAD_ROWS(3, 2, QK_QUAD_OUTPUTS, 2, 2, 1, 1, 2, 2)
QK_DEFINE_QUAD_ROWS(5, 1, QK_QUAD_OUTPUTS / 4, 2, 2, 2, 2, 3, 3)
QK_DEFINE_QUAD_ROWS(5, 2, QK_QUAD_OUTPUTS, 2, 2, 1, 1, 3, 3)

static inline qk_quad_rows qk_quad_rows_of(const qk_window *window) {
    if (window->kernel_width == 3) return window->stride_width == 1 ? qk_quad_rows_3_1 : qk_quad_rows_3_2;
    return window->stride_width == 1 ? qk_quad_rows_5_1 : qk_quad_rows_5_2;
}

/// Computes some rows of the channels of a slice.
QK_QUADS static void qk_compute_slice(
    const qk_quad_slice *s, const qk_quad_channels *channels, const qk_rule *rule, qk_range rows
) {
    qk_quad_rows compute = qk_quad_rows_of(&s->conv->weights.window);
    const size_t quad_rows = s->geometry.quad_rows;
    for (size_t line = 0; line + 1 < quad_rows; line++) qk_lay_out_quads(s, rows.begin, line);
    size_t index = 0;
    for (size_t row = rows.begin; row < rows.end; row += s->geometry.rows, index++) {
        qk_lay_out_quads(s, rows.begin, index + quad_rows - 1);
        const qk_s8_element *lines[3];
        for (size_t line = 0; line < quad_rows; line++) {
            lines[line] = s->lines + (index + line) % quad_rows * s->line_bytes;
        }
        compute(s, channels, rule, lines, row, rows.end);
    }
}

/// `s8_depthwise` for kernels that `qk_s8_depthwise_has_quads`.
QK_QUADS static void qk_depthwise_quads(const qk_s8_depthwise *p, void *scratch, qk_range rows) {
    const qk_window *window = &p->weights.window;
    assert(qk_s8_depthwise_has_quads(&p->weights));
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    const qk_rule rule = qk_rule_of(p->rounding);
    qk_quad_slice s = {
        .conv = p,
        .geometry = qk_s8_quad_geometry(window),
        .lines = scratch,
        .line_bytes = qk_s8_quad_line_bytes(window),
    };
    memset(s.padding, p->input_zero_point, sizeof s.padding);
    const int8_t *packed = p->packed;
    qk_quad_block b;
    for (size_t channel = 0; channel < p->channels; channel += b.count, packed += qk_s8_quad_block_bytes(window)) {
        qk_begin_block(&b, p, channel);
        s.strips = b.strips;
        s.strip_width = (window->output_width + b.strips - 1) / b.strips;
        for (size_t first = 0; first < b.count; first += b.vector_channels) {
            s.channel = channel + first;
            s.count = qk_smaller(b.count - first, b.vector_channels);
            size_t unsafe = (s.channel + b.vector_channels + p->channels - 1) / p->channels - 1;
            s.safe_width = window->input_width - qk_smaller(window->input_width, unsafe);
            qk_quad_channels channels = {
                .weights = packed + QK_BLOCK_BYTES + first, .has_small_multipliers = b.has_small_multipliers};
            QK_UNROLL for (size_t v = 0; v < 4; v++) {
                const int8_t *sums_of_weights = packed + v * QK_BLOCK_BYTES / 4 + first;
                channels.starts[v] = qk_subtract_times(
                    qk_biases_of(&b, first, v), qk_load_sums((const int32_t *)sums_of_weights),
                    p->input_zero_point + QK_QUAD_ADDED);
                channels.multipliers[v] = qk_multipliers_of(&b, first, v);
            }
            qk_compute_slice(&s, &channels, &rule, rows);
        }
    }
}

#endif
