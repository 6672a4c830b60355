#include "../internal/s8_depthwise_matrix.h"
#include "../internal/window.h"

size_t qk_s8_depthwise_bytes_quads(const qk_s8_depthwise_weights *weights) {
    if (qk_s8_depthwise_has_matrix(weights)) {
        return qk_s8_quad_blocks(weights->outputs) * qk_s8_matrix_block_bytes(&weights->window);
    }
    if (!qk_s8_depthwise_has_quads(weights)) return qk_s8_depthwise_bytes_scalar(weights);
    return qk_s8_quad_blocks(weights->outputs) * qk_s8_quad_block_bytes(&weights->window);
}

size_t qk_s8_depthwise_scratch_quads(const qk_s8_depthwise_weights *weights) {
    if (qk_s8_depthwise_has_matrix(weights)) return 0;
    if (!qk_s8_depthwise_has_quads(weights)) return qk_s8_depthwise_scratch_scalar(weights);
    return qk_s8_quad_geometry(&weights->window).quad_rows * qk_s8_quad_line_bytes(&weights->window);
}

/// Lays out the matrix of one channel at its place in a block.
static void pack_matrix(const qk_s8_depthwise_weights *weights, const int8_t *source, int8_t *block, size_t place) {
    const qk_window *window = &weights->window;
    for (size_t output = 0; output < qk_s8_matrix_outputs(window); output++) {
        qk_taps vertical = qk_vertical_taps(window, output / window->output_width);
        qk_taps horizontal = qk_horizontal_taps(window, output % window->output_width);
        int8_t *row = block + output * QK_BLOCK_BYTES * (1 + qk_s8_matrix_quads(window));
        int32_t sum = 0;
        for (size_t i = vertical.begin; i < vertical.end; i++) {
            size_t y = vertical.position + (i - vertical.begin) * window->dilation_height;
            for (size_t j = horizontal.begin; j < horizontal.end; j++) {
                size_t x = horizontal.position + (j - horizontal.begin) * window->dilation_width;
                size_t pixel = y * window->input_width + x;
                int8_t weight = source[(i * window->kernel_width + j) * weights->outputs];
                sum += weight;
                row[QK_BLOCK_BYTES * (1 + pixel / 4) + 4 * place + pixel % 4] = weight;
            }
        }
        memcpy(row + sizeof sum * place, &sum, sizeof sum);
    }
}

/// Lays out the weights of one channel at its place in a block.
static void pack_kernel(const qk_s8_depthwise_weights *weights, const int8_t *source, int8_t *block, size_t place) {
    const qk_window *window = &weights->window;
    const qk_quad_geometry g = qk_s8_quad_geometry(window);
    int32_t sum = 0;
    for (size_t line = 0; line < window->kernel_height; line++) {
        for (size_t tap = 0; tap < window->kernel_width; tap++) {
            int8_t weight = source[(line * window->kernel_width + tap) * weights->outputs];
            sum += weight;
            for (size_t output = 0; output < g.rows * g.columns; output++) {
                size_t y = output / g.columns * window->stride_height + line;
                size_t x = output % g.columns * window->stride_width + tap;
                size_t quad = y / g.quad_height * g.quad_columns + x / g.quad_width;
                size_t vector = quad * g.rows * g.columns + output;
                size_t pixel = y % g.quad_height * g.quad_width + x % g.quad_width;
                block[QK_BLOCK_BYTES * (1 + vector) + 4 * place + pixel] = weight;
            }
        }
    }
    memcpy(block + sizeof sum * place, &sum, sizeof sum);
}

void qk_s8_depthwise_pack_quads(const qk_s8_depthwise_weights *weights, const int8_t *source, void *packed) {
    const int has_matrix = qk_s8_depthwise_has_matrix(weights);
    if (!has_matrix && !qk_s8_depthwise_has_quads(weights)) {
        qk_s8_depthwise_pack_scalar(weights, source, packed);
        return;
    }
    memset(packed, 0, qk_s8_depthwise_bytes_quads(weights));
    int8_t *block = packed;
    size_t block_bytes =
        has_matrix ? qk_s8_matrix_block_bytes(&weights->window) : qk_s8_quad_block_bytes(&weights->window);
    for (size_t first = 0; first < weights->outputs; block += block_bytes) {
        size_t width = qk_pieces_of_block(weights->outputs - first) * QK_PIECE_CHANNELS;
        for (size_t channel = 0; channel < QK_BLOCK_CHANNELS; channel++) {
            size_t original = first + channel % width;
            if (original >= weights->outputs) continue;
            size_t place = qk_place_in_block(channel);
            if (has_matrix) {
                pack_matrix(weights, source + original, block, place);
            } else {
                pack_kernel(weights, source + original, block, place);
            }
        }
        first += width;
    }
}
