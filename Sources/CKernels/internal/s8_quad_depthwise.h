/// Depthwise convolution by products of quads, for one instruction set.
///
/// It is included behind `avx512vnni_quads.h` or its like.

#ifndef QK_INTERNAL_S8_QUAD_DEPTHWISE_H
#define QK_INTERNAL_S8_QUAD_DEPTHWISE_H

#include "s8_depthwise_quads.h"
#include "s8_quad_depthwise_matrix.h"
#include "s8_quad_results.h"
#include "window.h"

enum {
    /// Channels whose sums are computed together.
    QK_QUAD_PART_CHANNELS = QK_QUAD_DEPTHWISE_VECTORS * QK_QUAD_LANES,
};

/// Some blocks of channels of the convolution, and the part of the image that is laid out for them.
typedef struct qk_quad_slice {
    const qk_s8_depthwise *conv;
    qk_quad_geometry geometry;
    qk_range blocks;
    /// Lines of quads, [line][block]; line i of the image with its padding is at i modulo their number.
    qk_s8_element *lines;
    size_t line_count;
    /// Bytes of one block of a line.
    size_t line_bytes;
    qk_rule rule;
} qk_quad_slice;

/// One block of channels.
typedef struct qk_quad_channels {
    const qk_quad_slice *slice;
    /// The block's first line of quads, and the output at its first channel.
    const qk_s8_element *lines;
    int8_t *output;
    /// How many channels there are.
    size_t count;
    const int8_t *weights;
    /// What sums begin with.
    qk_sums starts[QK_QUAD_CHANNELS / QK_QUAD_LANES];
    /// `few_multipliers` where not all channels are there.
    const float *multipliers;
    float few_multipliers[QK_QUAD_CHANNELS];
} qk_quad_channels;

/// The channels of a block that exist.
static inline size_t qk_count_channels(const qk_s8_depthwise *p, size_t block) {
    return qk_smaller(QK_QUAD_CHANNELS, p->channels - block * QK_QUAD_CHANNELS);
}

/// The first channels of the pixel at column x, or the padding where that is outside.
QK_QUADS_INLINE qk_pixel qk_load_or_pad(const qk_s8_depthwise *p, const int8_t *line, size_t channels, ptrdiff_t x) {
    int is_inside = x >= 0 && x < (ptrdiff_t)p->weights.window.input_width;
    return is_inside ? qk_load_first_of_pixel(line + x * (ptrdiff_t)p->channels, channels)
                     : qk_spread_pixel(p->input_zero_point);
}

/// Lays out the quads of one line of the image, counted from the top of its padding.
QK_QUADS static void qk_lay_out_quads(const qk_quad_slice *s, size_t line) {
    const qk_s8_depthwise *p = s->conv;
    const qk_window *window = &p->weights.window;
    size_t blocks = s->blocks.end - s->blocks.begin;
    qk_s8_element *target = s->lines + line % s->line_count * blocks * s->line_bytes;
    if (line < window->pad_top || line - window->pad_top >= window->input_height) {
        memset(target, p->input_zero_point + QK_QUAD_ADDED, blocks * s->line_bytes);
        return;
    }
    const int8_t *source = p->input + (line - window->pad_top) * window->input_width * p->channels;
    const int8_t *image_end = p->input + window->input_height * window->input_width * p->channels;
    const ptrdiff_t channels = (ptrdiff_t)p->channels;
    const ptrdiff_t step = (ptrdiff_t)s->geometry.step;
    for (size_t i = 0; i < blocks; i++, target += s->line_bytes) {
        const int8_t *first = source + (s->blocks.begin + i) * QK_QUAD_CHANNELS;
        size_t count = qk_count_channels(p, s->blocks.begin + i);
        // Whole vectors are read where four pixels are inside, and what follows the last channels of each: it does not
        // matter for the others what they meet.
        ptrdiff_t inside_end = (ptrdiff_t)window->input_width - 3;
        while (inside_end > 0 && image_end - first < (inside_end + 2) * channels + QK_QUAD_CHANNELS) inside_end--;
        qk_s8_element *quad = target;
        qk_s8_element *end = target + s->line_bytes;
        for (ptrdiff_t x = -(ptrdiff_t)window->pad_left; quad < end; x += step, quad += QK_QUAD_BYTES) {
            if (x < 0 || x >= inside_end) {
                qk_store_quads(
                    quad, qk_load_or_pad(p, first, count, x), qk_load_or_pad(p, first, count, x + 1),
                    qk_load_or_pad(p, first, count, x + 2), qk_load_or_pad(p, first, count, x + 3));
                continue;
            }
            const int8_t *pixel = first + x * channels;
            for (; x < inside_end && quad < end; x += step, quad += QK_QUAD_BYTES, pixel += step * channels) {
                qk_store_quads(
                    quad, qk_load_pixel(pixel), qk_load_pixel(pixel + channels), qk_load_pixel(pixel + 2 * channels),
                    qk_load_pixel(pixel + 3 * channels));
            }
            x -= step;
            quad -= QK_QUAD_BYTES;
        }
    }
}

/// Computes some channels of some rows of a block. The kernel's size and the numbers of the geometry are constants
/// where it is inlined.
QK_QUADS_INLINE void qk_compute_quad_part(
    const qk_quad_channels *b, qk_range rows, size_t channel, const size_t size, const size_t outputs,
    const size_t quads, const size_t step
) {
    const size_t tile = outputs == 4 ? QK_QUAD_OUTPUTS : 4;
    // Copies, because stores of bytes could change what is in memory.
    const qk_quad_slice *s = b->slice;
    const qk_window *window = &s->conv->weights.window;
    const qk_rule rule = s->rule;
    const size_t width = window->output_width;
    const size_t stride = s->conv->channels;
    const size_t channels = b->count - channel;
    const int8_t *first_weights = b->weights + 4 * channel;
    qk_factors multipliers[QK_QUAD_DEPTHWISE_VECTORS];
    qk_load_multipliers(b->multipliers + channel, multipliers, QK_QUAD_DEPTHWISE_VECTORS);
    const size_t line_step = (s->blocks.end - s->blocks.begin) * s->line_bytes;
    qk_sums starts[QK_QUAD_DEPTHWISE_VECTORS];
    QK_UNROLL for (size_t v = 0; v < QK_QUAD_DEPTHWISE_VECTORS; v++) {
        starts[v] = b->starts[channel / QK_QUAD_LANES + v];
    }
    for (size_t row = rows.begin; row < rows.end; row++) {
        const qk_s8_element *lines[5];
        size_t place = row * window->stride_height % s->line_count;
        QK_UNROLL for (size_t line = 0; line < size; line++) {
            lines[line] = b->lines + place * line_step + 4 * channel;
            place += window->dilation_height;
            if (place >= s->line_count) place -= s->line_count;
        }
        int8_t *target = b->output + row * width * stride + channel;
        for (size_t x = 0, offset = 0; x < width; x += tile, offset += tile / outputs * QK_QUAD_BYTES) {
            qk_sums sums[QK_QUAD_OUTPUTS][QK_QUAD_VECTORS];
            QK_UNROLL for (size_t i = 0; i < tile; i++) {
                QK_UNROLL for (size_t v = 0; v < QK_QUAD_DEPTHWISE_VECTORS; v++) sums[i][v] = starts[v];
            }
            const int8_t *weights = first_weights;
            for (size_t line = 0; line < size; line++) {
                const qk_s8_element *source = lines[line] + offset;
                QK_UNROLL for (size_t quad = 0; quad < quads; quad++) {
                    QK_UNROLL for (size_t output = 0; output < outputs; output++, weights += QK_QUAD_BYTES) {
                        QK_UNROLL for (size_t v = 0; v < QK_QUAD_DEPTHWISE_VECTORS; v++) {
                            qk_quads factors = qk_load_quads(weights + v * QK_QUAD_LANES * 4);
                            QK_UNROLL for (size_t group = 0; group < tile / outputs; group++) {
                                const qk_s8_element *pixels = source + (group + quad * 4 / step) * QK_QUAD_BYTES;
                                qk_quads elements = qk_load_quads(pixels + v * QK_QUAD_LANES * 4);
                                size_t i = group * outputs + output;
                                sums[i][v] = qk_add_quads(sums[i][v], elements, factors);
                            }
                        }
                    }
                }
            }
            QK_UNROLL for (size_t i = 0; i < tile; i += 4) {
                if (x + i >= width) break;
                qk_store_sums(
                    &rule, multipliers, sums + i, target + (x + i) * stride, (ptrdiff_t)stride, channels,
                    width - x - i, 4, QK_QUAD_DEPTHWISE_VECTORS);
            }
        }
    }
}

/// Computes some rows of a block.
QK_QUADS_INLINE void qk_compute_quad_rows(
    const qk_quad_channels *b, qk_range rows, const size_t size, const size_t outputs, const size_t quads,
    const size_t step
) {
    for (size_t channel = 0; channel < b->count; channel += QK_QUAD_PART_CHANNELS) {
        qk_compute_quad_part(b, rows, channel, size, outputs, quads, step);
    }
}

typedef void (*qk_quad_rows)(const qk_quad_channels *b, qk_range rows);

#define QK_DEFINE_QUAD_ROWS(size, outputs, quads, step)                                                                \
    QK_QUADS static void qk_quad_rows_##size##_##outputs(const qk_quad_channels *b, qk_range rows) {                   \
        qk_compute_quad_rows(b, rows, size, outputs, quads, step);                                                     \
    }
QK_DEFINE_QUAD_ROWS(3, 1, 1, 2)
QK_DEFINE_QUAD_ROWS(3, 2, 1, 2)
QK_DEFINE_QUAD_ROWS(5, 2, 2, 4)
QK_DEFINE_QUAD_ROWS(5, 4, 2, 4)

static inline qk_quad_rows qk_quad_rows_of(const qk_window *window, qk_quad_geometry geometry) {
    if (window->kernel_width == 3) return geometry.outputs == 1 ? qk_quad_rows_3_1 : qk_quad_rows_3_2;
    return geometry.outputs == 2 ? qk_quad_rows_5_2 : qk_quad_rows_5_4;
}

/// Makes one block of channels ready.
QK_QUADS_INLINE void qk_prepare_channels(qk_quad_channels *b, const qk_quad_slice *s, size_t index) {
    const qk_s8_depthwise *p = s->conv;
    size_t channel = index * QK_QUAD_CHANNELS;
    const int8_t *packed = (const int8_t *)p->packed + index * qk_s8_quad_block_bytes(&p->weights);
    b->slice = s;
    b->lines = s->lines + (index - s->blocks.begin) * s->line_bytes;
    b->output = p->output + channel;
    b->count = qk_count_channels(p, index);
    b->weights = packed + QK_QUAD_BYTES;
    b->multipliers = qk_whole(p->multipliers + channel, b->count, QK_QUAD_CHANNELS, b->few_multipliers);
    int32_t few_biases[QK_QUAD_CHANNELS];
    const int32_t *bias =
        p->bias == NULL ? NULL : qk_whole(p->bias + channel, b->count, QK_QUAD_CHANNELS, few_biases);
    QK_UNROLL for (size_t lane = 0; lane < QK_QUAD_CHANNELS; lane += QK_QUAD_LANES) {
        b->starts[lane / QK_QUAD_LANES] = qk_starts_of_sums(
            bias == NULL ? NULL : bias + lane, (const int32_t *)packed + lane, p->input_zero_point);
    }
}

/// `s8_depthwise` for kernels that `qk_s8_depthwise_has_quads`.
QK_QUADS static void qk_depthwise_quads(const qk_s8_depthwise *p, void *scratch, qk_range rows) {
    const qk_window *window = &p->weights.window;
    qk_check_window(window);
    assert(qk_s8_depthwise_has_quads(&p->weights));
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    qk_quad_slice s = {
        .conv = p,
        .geometry = qk_s8_quad_geometry(&p->weights),
        .lines = scratch,
        .rule = qk_rule_of(p->rounding),
    };
    s.line_bytes = qk_s8_quad_line_bytes(window, s.geometry);
    qk_quad_rows compute = qk_quad_rows_of(window, s.geometry);
    size_t block_count = qk_s8_quad_blocks(&p->weights);
    for (size_t first = 0; first < block_count; first += QK_QUAD_SLICE_BLOCKS) {
        s.blocks = (qk_range){first, qk_smaller(block_count, first + QK_QUAD_SLICE_BLOCKS)};
        size_t blocks = s.blocks.end - s.blocks.begin;
        size_t step = qk_s8_quad_band_rows(window, blocks * s.line_bytes);
        s.line_count = qk_s8_quad_band_lines(window, step);
        qk_quad_channels channels[QK_QUAD_SLICE_BLOCKS];
        for (size_t i = 0; i < blocks; i++) qk_prepare_channels(&channels[i], &s, first + i);
        size_t laid_out = rows.begin * window->stride_height;
        for (size_t row = rows.begin; row < rows.end; row += step) {
            qk_range band = {row, qk_smaller(rows.end, row + step)};
            size_t end = row * window->stride_height + qk_s8_quad_band_lines(window, band.end - band.begin);
            size_t line = qk_larger(row * window->stride_height, laid_out);
            for (; line < end; line++) qk_lay_out_quads(&s, line);
            laid_out = end;
            for (size_t i = 0; i < blocks; i++) compute(&channels[i], band);
        }
    }
}

#endif
