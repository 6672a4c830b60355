/// Depthwise convolution of a small image by products of quads, for one instruction set.
///
/// It is included behind `avx512vnni_quads.h` or its like.

#ifndef QK_INTERNAL_S8_QUAD_DEPTHWISE_MATRIX_H
#define QK_INTERNAL_S8_QUAD_DEPTHWISE_MATRIX_H

#include "s8_depthwise_matrix.h"
#include "s8_quad_blocks.h"

/// Lays out the quads of a vector's channels of all pixels; behind the last pixel it is repeated.
QK_QUADS_INLINE void qk_lay_out_pixels(
    const qk_s8_depthwise *p, const qk_quad_block *b, size_t first, const size_t quads, qk_s8_element *target
) {
    const size_t last = p->weights.window.input_height * p->weights.window.input_width - 1;
    const size_t channel = b->channel + first;
    const size_t count = qk_smaller(b->count - first, b->vector_channels);
    for (size_t quad = 0; quad < quads; quad++) {
        int8_t few[4][QK_BLOCK_CHANNELS];
        qk_quads pixels[4];
        QK_UNROLL for (size_t i = 0; i < 4; i++) {
            const size_t pixel = qk_smaller(4 * quad + i, last);
            const int8_t *source = p->input + pixel * p->channels + channel;
            // Whole vectors are read where that does not leave the image.
            if ((last - pixel) * p->channels + p->channels < channel + b->vector_channels) {
                source = memcpy(few[i], source, count);
            }
            const int8_t *sources[QK_BLOCK_PIECES] = {source, source, source, source};
            pixels[i] = b->strips == 1 ? qk_load_strips(sources, 1)
                : b->strips == 2       ? qk_load_strips(sources, 2)
                                       : qk_load_strips(sources, 4);
        }
        qk_store_quads(target + quad * 4 * QK_VECTOR_BYTES, pixels);
    }
}

/// Stores the results of one output.
QK_QUADS_INLINE void qk_store_output(int8_t *target, qk_results results, size_t strips, size_t count) {
    if (strips == 1 && count == QK_VECTOR_BYTES) {
        qk_store_part(target, results, 0, 1);
    } else if (strips == 1) {
        qk_store_first_of_part(target, results, 0, 1, count);
    } else if (strips == 2) {
        qk_store_first_of_part(target, results, 0, 2, count);
    } else {
        qk_store_first_of_part(target, results, 0, 4, count);
    }
}

/// Computes some outputs of a vector's channels. The number of quads is a constant where it is inlined.
QK_QUADS_INLINE void qk_compute_matrix_rows(
    const qk_s8_depthwise *p, const qk_quad_block *b, const qk_rule *rule, const int8_t *matrix, size_t first,
    qk_range outputs, const size_t quads
) {
    qk_s8_element pixels[QK_MATRIX_QUADS * QK_BLOCK_BYTES];
    qk_lay_out_pixels(p, b, first, quads, pixels);
    const size_t count = qk_smaller(b->count - first, b->vector_channels);
    qk_sums biases[4];
    qk_factors multipliers[4];
    QK_UNROLL for (size_t v = 0; v < 4; v++) {
        biases[v] = qk_biases_of(b, first, v);
        multipliers[v] = qk_multipliers_of(b, first, v);
    }
    int8_t *target = p->output + outputs.begin * p->channels + b->channel + first;
    for (size_t output = outputs.begin; output < outputs.end; output++, target += p->channels) {
        const int8_t *row = matrix + output * QK_BLOCK_BYTES * (1 + quads) + first;
        qk_sums sums[4];
        QK_UNROLL for (size_t v = 0; v < 4; v++) {
            const int8_t *factors = row + v * QK_BLOCK_BYTES / 4;
            sums[v] = qk_subtract_times(
                biases[v], qk_load_sums((const int32_t *)factors), p->input_zero_point + QK_QUAD_ADDED);
            for (size_t quad = 0; quad < quads; quad++) {
                factors += QK_BLOCK_BYTES;
                sums[v] = qk_add_quads(
                    sums[v], qk_load_quads(pixels + (quad * 4 + v) * QK_VECTOR_BYTES), qk_load_quads(factors));
            }
            sums[v] = b->has_small_multipliers ? qk_round_within(sums[v], multipliers[v])
                                               : qk_round(rule, sums[v], multipliers[v]);
        }
        qk_results results =
            qk_pack_pairs(rule, qk_pack_pair(rule, sums[0], sums[1]), qk_pack_pair(rule, sums[2], sums[3]));
        if (rule->has_table) results = qk_look_results_up(rule, results);
        qk_store_output(target, results, b->strips, count);
    }
}

/// `s8_depthwise` for kernels that `qk_s8_depthwise_has_matrix`. The number of quads is a constant where it is inlined.
QK_QUADS_INLINE void qk_compute_matrix(const qk_s8_depthwise *p, qk_range rows, const size_t quads) {
    const qk_window *window = &p->weights.window;
    const qk_rule rule = qk_rule_of(p->rounding);
    qk_range outputs = {rows.begin * window->output_width, rows.end * window->output_width};
    const int8_t *matrix = p->packed;
    qk_quad_block b;
    for (size_t channel = 0; channel < p->channels; channel += b.count, matrix += qk_s8_matrix_block_bytes(window)) {
        qk_begin_block(&b, p, channel);
        for (size_t first = 0; first < b.count; first += b.vector_channels) {
            qk_compute_matrix_rows(p, &b, &rule, matrix, first, outputs, quads);
        }
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
