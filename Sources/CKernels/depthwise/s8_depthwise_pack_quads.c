#include "../internal/s8_depthwise_matrix.h"
#include "../internal/window.h"

/// Lays out the matrix of each channel.
static void pack_matrix(const qk_s8_depthwise_weights *weights, const int8_t *source, int8_t *packed) {
    const qk_window *window = &weights->window;
    size_t block_bytes = qk_s8_matrix_block_bytes(window);
    size_t row_bytes = QK_QUAD_BYTES * (1 + qk_s8_matrix_quads(window));
    memset(packed, 0, qk_s8_quad_blocks(weights) * block_bytes);
    for (size_t output = 0; output < qk_s8_matrix_outputs(window); output++) {
        qk_taps vertical = qk_vertical_taps(window, output / window->output_width);
        qk_taps horizontal = qk_horizontal_taps(window, output % window->output_width);
        for (size_t channel = 0; channel < weights->outputs; channel++) {
            size_t lane = channel % QK_QUAD_CHANNELS;
            int8_t *row = packed + channel / QK_QUAD_CHANNELS * block_bytes + output * row_bytes;
            int32_t sum = 0;
            for (size_t i = vertical.begin; i < vertical.end; i++) {
                size_t y = vertical.position + (i - vertical.begin) * window->dilation_height;
                for (size_t j = horizontal.begin; j < horizontal.end; j++) {
                    size_t x = horizontal.position + (j - horizontal.begin) * window->dilation_width;
                    size_t pixel = y * window->input_width + x;
                    int8_t weight = source[(i * window->kernel_width + j) * weights->outputs + channel];
                    sum += weight;
                    row[QK_QUAD_BYTES * (1 + pixel / 4) + 4 * lane + pixel % 4] = weight;
                }
            }
            memcpy(row + sizeof sum * lane, &sum, sizeof sum);
        }
    }
}

size_t qk_s8_depthwise_bytes_quads(const qk_s8_depthwise_weights *weights) {
    if (qk_s8_depthwise_has_matrix(weights)) {
        return qk_s8_quad_blocks(weights) * qk_s8_matrix_block_bytes(&weights->window);
    }
    if (!qk_s8_depthwise_has_quads(weights)) return qk_s8_depthwise_bytes_scalar(weights);
    return qk_s8_quad_blocks(weights) * qk_s8_quad_block_bytes(weights);
}

size_t qk_s8_depthwise_scratch_quads(const qk_s8_depthwise_weights *weights) {
    if (qk_s8_depthwise_has_matrix(weights)) return 0;
    if (!qk_s8_depthwise_has_quads(weights)) return qk_s8_depthwise_scratch_scalar(weights);
    const qk_window *window = &weights->window;
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
    if (qk_s8_depthwise_has_matrix(weights)) {
        pack_matrix(weights, source, packed);
        return;
    }
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
        for (size_t line = 0; line < weights->window.kernel_height; line++) {
            for (size_t tap = 0; tap < weights->window.kernel_width; tap++) {
                int8_t weight = source[(line * weights->window.kernel_width + tap) * weights->outputs + channel];
                sum += weight;
                for (size_t output = 0; output < geometry.outputs; output++) {
                    size_t pixel = output * weights->window.stride_width + tap;
                    size_t vector = (line * geometry.quads + pixel / 4) * geometry.outputs + output;
                    block[QK_QUAD_BYTES * (1 + vector) + 4 * lane + pixel % 4] = weight;
                }
            }
        }
        memcpy(block + sizeof sum * lane, &sum, sizeof sum);
    }
}
