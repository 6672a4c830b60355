#include "../internal/s8_image.h"

size_t qk_s8_conv_scratch(const qk_window *window, size_t channels) {
    if (window->output_height == 0 || window->output_width == 0) return 0;
    size_t lines = qk_s8_block_lines(window, qk_s8_block_rows(window, channels));
    size_t elements = lines * qk_s8_block_width(window) * channels + QK_S8_BLOCK_SLACK;
    return qk_s8_block_starts(window, channels) + (elements + 1) / 2;
}
