#include "../internal/s8_weight_pairs.h"

size_t qk_s8_conv_panel_bytes_scalar(const qk_s8_conv_weights *weights) { return qk_s8_panel_bytes(weights); }

void qk_s8_conv_pack_scalar(
    const qk_s8_conv_weights *weights, const int8_t *source, void *packed, qk_range panels
) {
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(weights->columns));
    size_t pieces = weights->kernel_height * qk_s8_pieces_of_line(weights);
    size_t depth = qk_s8_piece_depth(weights);
    int is_wide = weights->zero_point != 0;
    size_t element = panels.begin * qk_s8_panel_bytes(weights) / (is_wide ? 2 : 1);
    for (size_t panel = panels.begin; panel < panels.end; panel++) {
        size_t first = panel * QK_PANEL_COLUMNS;
        for (size_t piece = 0; piece < pieces; piece++) {
            for (size_t k = 0; k < depth; k += 2) {
                for (size_t lane = 0; lane < 2 * QK_PANEL_COLUMNS; lane++, element++) {
                    size_t column = first + lane / 2;
                    size_t place = k + lane % 2;
                    int32_t value = 0;
                    if (column < weights->columns && place < depth) {
                        value = source[(column * pieces + piece) * depth + place] - weights->zero_point;
                    }
                    if (is_wide) {
                        ((int16_t *)packed)[element] = (int16_t)value;
                    } else {
                        ((int8_t *)packed)[element] = (int8_t)value;
                    }
                }
            }
        }
    }
}
