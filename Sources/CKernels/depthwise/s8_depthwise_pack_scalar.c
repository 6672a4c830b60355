#include "../internal/kernels.h"

void qk_s8_depthwise_pack_scalar(
    size_t kernel_height, size_t kernel_width, size_t outputs, const int8_t *weights, int32_t zero_point,
    int16_t *packed
) {
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
                    int32_t weight = is_inside ? weights[(i * kernel_width + tap) * outputs + channel] - zero_point : 0;
                    *packed++ = (int16_t)weight;
                }
            }
        }
    }
}
