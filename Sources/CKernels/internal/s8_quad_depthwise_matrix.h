/// Depthwise convolution of a small image by products of quads, for one instruction set.
///
/// It is included behind `avx512vnni_quads.h` or its like.

#ifndef QK_INTERNAL_S8_QUAD_DEPTHWISE_MATRIX_H
#define QK_INTERNAL_S8_QUAD_DEPTHWISE_MATRIX_H

#include "s8_depthwise_matrix.h"
#include "s8_quad_results.h"

enum {
    /// Outputs that are computed together.
    QK_MATRIX_OUTPUTS = 4,
};

/// Lays out the quads of some channels of all pixels; behind the last pixel it is repeated.
QK_QUADS_INLINE void qk_lay_out_pixels(
    const qk_s8_depthwise *p, size_t channel, size_t count, const size_t quads, qk_s8_element *target
) {
    size_t last = p->weights.window.input_height * p->weights.window.input_width - 1;
    const int8_t *pixels = p->input + channel;
    for (size_t quad = 0; quad < quads; quad++) {
        qk_pixel four[4];
        QK_UNROLL for (size_t i = 0; i < 4; i++) {
            const int8_t *pixel = pixels + qk_smaller(4 * quad + i, last) * p->channels;
            four[i] = count >= QK_QUAD_CHANNELS ? qk_load_pixel(pixel) : qk_load_first_of_pixel(pixel, count);
        }
        qk_store_pixel_quads(target + quad * QK_QUAD_BYTES, four[0], four[1], four[2], four[3]);
    }
}

/// Computes some outputs of some channels of a block; `channel` counts from the block's first.
QK_QUADS_INLINE void qk_compute_matrix_part(
    const qk_s8_depthwise *p, const qk_rule *rule, const qk_s8_element *pixels, const int8_t *weights,
    const int32_t *bias, const qk_factors *multipliers, size_t channel, size_t count, qk_range outputs,
    const size_t quads, int8_t *target
) {
    const size_t row_bytes = QK_QUAD_BYTES * (1 + quads);
    for (size_t output = outputs.begin; output < outputs.end; output += QK_MATRIX_OUTPUTS) {
        size_t left = outputs.end - output;
        const int8_t *rows[QK_MATRIX_OUTPUTS];
        qk_sums sums[QK_MATRIX_OUTPUTS][QK_QUAD_VECTORS];
        QK_UNROLL for (size_t i = 0; i < QK_MATRIX_OUTPUTS; i++) {
            rows[i] = weights + (output + qk_smaller(i, left - 1)) * row_bytes + 4 * channel;
            QK_UNROLL for (size_t v = 0; v < QK_QUAD_DEPTHWISE_VECTORS; v++) {
                sums[i][v] = qk_starts_of_sums(
                    bias == NULL ? NULL : bias + v * QK_QUAD_LANES,
                    (const int32_t *)rows[i] + v * QK_QUAD_LANES, p->input_zero_point);
            }
        }
        for (size_t quad = 0; quad < quads; quad++) {
            QK_UNROLL for (size_t v = 0; v < QK_QUAD_DEPTHWISE_VECTORS; v++) {
                size_t place = 4 * v * QK_QUAD_LANES;
                qk_quads elements = qk_load_quads(pixels + quad * QK_QUAD_BYTES + 4 * channel + place);
                QK_UNROLL for (size_t i = 0; i < QK_MATRIX_OUTPUTS; i++) {
                    qk_quads factors = qk_load_quads(rows[i] + (1 + quad) * QK_QUAD_BYTES + place);
                    sums[i][v] = qk_add_quads(sums[i][v], elements, factors);
                }
            }
        }
        qk_store_sums(
            rule, multipliers, sums, target + output * p->channels, (ptrdiff_t)p->channels, count, left,
            QK_MATRIX_OUTPUTS, QK_QUAD_DEPTHWISE_VECTORS);
    }
}

/// `s8_depthwise` for kernels that `qk_s8_depthwise_has_matrix`. The number of quads is a constant where it is inlined.
QK_QUADS_INLINE void qk_compute_matrix(const qk_s8_depthwise *p, qk_range rows, const size_t quads) {
    const qk_window *window = &p->weights.window;
    const qk_rule rule = qk_rule_of(p->rounding);
    qk_range outputs = {rows.begin * window->output_width, rows.end * window->output_width};
    const int8_t *weights = p->packed;
    for (size_t first = 0; first < p->channels; first += QK_QUAD_CHANNELS) {
        size_t count = qk_smaller(QK_QUAD_CHANNELS, p->channels - first);
        float few_multipliers[QK_QUAD_CHANNELS];
        int32_t few_biases[QK_QUAD_CHANNELS];
        const float *multipliers = qk_whole(p->multipliers + first, count, QK_QUAD_CHANNELS, few_multipliers);
        const int32_t *bias =
            p->bias == NULL ? NULL : qk_whole(p->bias + first, count, QK_QUAD_CHANNELS, few_biases);
        qk_s8_element pixels[QK_MATRIX_QUADS * QK_QUAD_BYTES];
        qk_lay_out_pixels(p, first, count, quads, pixels);
        for (size_t channel = 0; channel < count; channel += QK_QUAD_DEPTHWISE_VECTORS * QK_QUAD_LANES) {
            qk_factors factors[QK_QUAD_DEPTHWISE_VECTORS];
            qk_load_multipliers(multipliers + channel, factors, QK_QUAD_DEPTHWISE_VECTORS);
            qk_compute_matrix_part(
                p, &rule, pixels, weights, bias == NULL ? NULL : bias + channel, factors, channel, count - channel,
                outputs, quads, p->output + first + channel);
        }
        weights += qk_s8_matrix_block_bytes(window);
    }
}

QK_QUADS static void qk_depthwise_matrix(const qk_s8_depthwise *p, qk_range rows) {
    assert(qk_s8_depthwise_has_matrix(&p->weights));
    assert(rows.begin <= rows.end && rows.end <= p->weights.window.output_height);
    size_t quads = qk_s8_matrix_quads(&p->weights.window);
    switch (quads) {
    case 0: return;
    case 1: qk_compute_matrix(p, rows, 1); return;
    case 3: qk_compute_matrix(p, rows, 3); return;
    default: qk_compute_matrix(p, rows, quads); return;
    }
}

#endif
