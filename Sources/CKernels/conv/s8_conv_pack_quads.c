#include "../internal/s8_quads.h"

size_t qk_s8_conv_panel_bytes_quads(const qk_s8_conv_weights *weights) {
    if (weights->zero_point != 0) return qk_s8_conv_panel_bytes_scalar(weights);
    size_t pieces = weights->kernel_height * qk_s8_pieces_of_line(weights);
    return QK_S8_PANEL_HEAD + pieces * qk_s8_quad_depth(weights) * QK_PANEL_COLUMNS;
}

void qk_s8_conv_pack_quads(const qk_s8_conv_weights *weights, const int8_t *source, void *packed, qk_range panels) {
    if (weights->zero_point != 0) {
        qk_s8_conv_pack_scalar(weights, source, packed, panels);
        return;
    }
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(weights->columns));
    size_t pieces = weights->kernel_height * qk_s8_pieces_of_line(weights);
    size_t depth = qk_s8_piece_depth(weights);
    size_t panel_bytes = qk_s8_conv_panel_bytes_quads(weights);
    for (size_t panel = panels.begin; panel < panels.end; panel++) {
        int8_t *target = (int8_t *)packed + panel * panel_bytes;
        memset(target, 0, panel_bytes);
        int8_t *elements = target + QK_S8_PANEL_HEAD;
        size_t first = panel * QK_PANEL_COLUMNS;
        size_t columns = qk_smaller(QK_PANEL_COLUMNS, weights->columns - first);
        for (size_t lane = 0; lane < columns; lane++) {
            const int8_t *column = source + (first + lane) * pieces * depth;
            int32_t sum = 0;
            for (size_t piece = 0; piece < pieces; piece++) {
                int8_t *quads = elements + piece * qk_s8_quad_depth(weights) * QK_PANEL_COLUMNS + lane * 4;
                const int8_t *from = column + piece * depth;
                size_t k = 0;
                for (; k + 4 <= depth; k += 4) {
                    memcpy(quads + k * QK_PANEL_COLUMNS, from + k, 4);
                    sum += from[k] + from[k + 1] + from[k + 2] + from[k + 3];
                }
                for (; k < depth; k++) {
                    quads[k / 4 * 4 * QK_PANEL_COLUMNS + k % 4] = from[k];
                    sum += from[k];
                }
            }
            memcpy(target + lane * sizeof sum, &sum, sizeof sum);
        }
    }
}
