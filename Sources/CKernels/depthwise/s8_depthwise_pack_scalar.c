#include "../internal/s8_depthwise_pairs.h"

size_t qk_s8_depthwise_bytes_scalar(const qk_s8_depthwise_weights *weights) {
    return qk_s8_depthwise_blocks(weights->outputs)
        * qk_s8_depthwise_block_elements(weights->window.kernel_height, weights->window.kernel_width) * sizeof(int16_t);
}

void qk_s8_depthwise_pack_scalar(const qk_s8_depthwise_weights *weights, const int8_t *source, void *packed) {
    size_t kernel_height = weights->window.kernel_height;
    size_t kernel_width = weights->window.kernel_width;
    size_t outputs = weights->outputs;
    int16_t *target = packed;
    size_t pairs = qk_s8_depthwise_pairs(kernel_height);
    for (size_t block = 0; block < qk_s8_depthwise_blocks(outputs); block++) {
        size_t first = qk_s8_depthwise_first(block, outputs);
        for (size_t line = 0; line < 4 * pairs; line += 2) {
            for (size_t tap = 0; tap < kernel_width; tap++) {
                for (size_t lane = 0; lane < 2 * QK_DEPTHWISE_CHANNELS; lane++) {
                    size_t channel = first + lane / 2;
                    // Wraps around for the line before the first.
                    size_t i = line < 2 * pairs ? line + lane % 2 : line - 2 * pairs + lane % 2 - 1;
                    int is_inside = channel < outputs && i < kernel_height;
                    int32_t weight = source[is_inside ? (i * kernel_width + tap) * outputs + channel : 0];
                    *target++ = (int16_t)(is_inside ? weight - weights->zero_point : 0);
                }
            }
        }
    }
}
