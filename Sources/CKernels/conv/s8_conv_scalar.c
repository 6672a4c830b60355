#include "../internal/scalar_integer.h"
#include "../internal/s8_weight_pairs.h"
#include "../internal/window.h"

/// One packed weight.
static int32_t weight_at(const qk_s8_conv *p, size_t column, size_t line, size_t tap, size_t channel) {
    const qk_s8_conv_weights *weights = &p->weights;
    size_t depth = qk_s8_piece_depth(weights);
    size_t piece = line * qk_s8_pieces_of_line(weights) + (weights->is_dilated ? tap : 0);
    size_t k = channel + (weights->is_dilated ? 0 : tap * weights->channels);
    size_t pair = piece * ((depth + 1) / 2) + k / 2;
    size_t lane = column % QK_PANEL_COLUMNS;
    size_t offset = (pair * QK_PANEL_COLUMNS + lane) * 2 + k % 2;
    const char *panel = (const char *)p->packed + column / QK_PANEL_COLUMNS * qk_s8_panel_bytes(weights);
    return weights->zero_point == 0 ? ((const int8_t *)panel)[offset] : ((const int16_t *)panel)[offset];
}

void qk_s8_conv_scalar(const qk_s8_conv *arguments, int32_t *scratch, qk_range rows, qk_range panels) {
    const qk_s8_conv *p = arguments;
    const qk_window *window = &p->window;
    (void)scratch;
    qk_check_window(window);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(p->weights.columns));
    size_t end = qk_smaller(panels.end * QK_PANEL_COLUMNS, p->weights.columns);
    for (size_t row = rows.begin; row < rows.end; row++) {
        qk_taps vertical = qk_vertical_taps(window, row);
        for (size_t x = 0; x < window->output_width; x++) {
            qk_taps horizontal = qk_horizontal_taps(window, x);
            int8_t *output = p->output + (ptrdiff_t)(row * window->output_width + x) * p->output_stride;
            for (size_t column = panels.begin * QK_PANEL_COLUMNS; column < end; column++) {
                int32_t sum = p->bias == NULL ? 0 : p->bias[column];
                for (size_t i = vertical.begin; i < vertical.end; i++) {
                    size_t y = vertical.position + (i - vertical.begin) * window->dilation_height;
                    for (size_t j = horizontal.begin; j < horizontal.end; j++) {
                        size_t column_of_image = horizontal.position + (j - horizontal.begin) * window->dilation_width;
                        const int8_t *source =
                            p->input + (ptrdiff_t)(y * window->input_width + column_of_image) * p->pixel_stride;
                        for (size_t k = 0; k < p->weights.channels; k++) {
                            int32_t value = source[k] - p->input_zero_point;
                            sum = qk_wrapping_add(sum, value * weight_at(p, column, i, j, k));
                        }
                    }
                }
                output[column] = qk_to_s8(p->rounding, (float)sum * p->multipliers[column]);
            }
        }
    }
}
