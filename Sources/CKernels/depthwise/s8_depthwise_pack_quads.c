#include "../internal/s8_depthwise_quads.h"

size_t qk_s8_depthwise_bytes_quads(const qk_s8_depthwise_weights *weights) {
    if (!qk_s8_depthwise_has_quads(weights)) return qk_s8_depthwise_bytes_scalar(weights);
    return qk_s8_quad_blocks(weights) * qk_s8_quad_block_bytes(weights);
}

size_t qk_s8_depthwise_scratch_quads(const qk_s8_depthwise_weights *weights, const qk_window *window) {
    if (!qk_s8_depthwise_has_quads(weights)) return qk_s8_depthwise_scratch_scalar(weights, window);
    if (window->output_height == 0 || window->output_width == 0) return 0;
    size_t most = 0;
    // Fewer blocks have more lines.
    for (size_t blocks = 1; blocks <= qk_smaller(QK_QUAD_SLICE_BLOCKS, qk_s8_quad_blocks(weights)); blocks++) {
        size_t bytes = blocks * qk_s8_quad_line_bytes(window, qk_s8_quad_geometry(weights));
        most = qk_larger(most, qk_s8_quad_band_lines(window, qk_s8_quad_band_rows(window, bytes)) * bytes);
    }
    return most;
}

void qk_s8_depthwise_pack_quads(const qk_s8_depthwise_weights *weights, const int8_t *source, void *packed) {
    if (!qk_s8_depthwise_has_quads(weights)) {
        qk_s8_depthwise_pack_scalar(weights, source, packed);
        return;
    }
    qk_quad_geometry geometry = qk_s8_quad_geometry(weights);
    size_t block_bytes = qk_s8_quad_block_bytes(weights);
    memset(packed, 0, qk_s8_quad_blocks(weights) * block_bytes);
    for (size_t channel = 0; channel < weights->outputs; channel++) {
        int8_t *block = (int8_t *)packed + channel / QK_QUAD_CHANNELS * block_bytes;
        size_t lane = channel % QK_QUAD_CHANNELS;
        int32_t sum = 0;
        for (size_t line = 0; line < weights->kernel_height; line++) {
            for (size_t tap = 0; tap < weights->kernel_width; tap++) {
                int8_t weight = source[(line * weights->kernel_width + tap) * weights->outputs + channel];
                sum += weight;
                for (size_t output = 0; output < geometry.outputs; output++) {
                    size_t pixel = output * weights->stride_width + tap;
                    size_t vector = (line * geometry.quads + pixel / 4) * geometry.outputs + output;
                    block[QK_QUAD_BYTES * (1 + vector) + 4 * lane + pixel % 4] = weight;
                }
            }
        }
        memcpy(block + sizeof sum * lane, &sum, sizeof sum);
    }
}
