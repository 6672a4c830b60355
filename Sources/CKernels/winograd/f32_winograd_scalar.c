#include "../internal/scalar_math.h"
#include "../internal/squares.h"
#include "../internal/winograd_points.h"

/// B' * d for a column or d * B for a row.
static void transform_line(const float d[QK_WINOGRAD_LINE], float t[QK_WINOGRAD_LINE], size_t side) {
    if (side == 2) {
        t[0] = d[0] - d[2];
        t[1] = d[1] + d[2];
        t[2] = d[2] - d[1];
        t[3] = d[1] - d[3];
        return;
    }
    float product = QK_NEAR_SQUARED * QK_FAR_SQUARED;
    float minus_sum = -QK_NEAR_SQUARED - QK_FAR_SQUARED;
    float near_even = qk_fma(d[2], -QK_FAR_SQUARED, d[4]);
    float near_odd = qk_fma(d[1], -QK_FAR_SQUARED, d[3]);
    float far_even = qk_fma(d[2], -QK_NEAR_SQUARED, d[4]);
    float far_odd = qk_fma(d[1], -QK_NEAR_SQUARED, d[3]);
    t[0] = qk_fma(d[0], product, qk_fma(d[2], minus_sum, d[4]));
    t[1] = qk_fma(near_odd, QK_NEAR, near_even);
    t[2] = qk_fma(near_odd, -QK_NEAR, near_even);
    t[3] = qk_fma(far_odd, QK_FAR, far_even);
    t[4] = qk_fma(far_odd, -QK_FAR, far_even);
    t[5] = qk_fma(d[1], product, qk_fma(d[3], minus_sum, d[5]));
}

/// A' * m for a column or m * A for a row; of four results each lacks the power of NEAR with its number.
static void transform_back(const float m[QK_WINOGRAD_LINE], float y[QK_WINOGRAD_SIDE], size_t side) {
    if (side == 2) {
        y[0] = m[0] + m[1] + m[2];
        y[1] = m[1] - m[2] - m[3];
        return;
    }
    float near_even = m[1] + m[2];
    float near_odd = m[1] - m[2];
    float far_even = m[3] + m[4];
    float far_odd = m[3] - m[4];
    y[0] = m[0] + (near_even + far_even);
    y[1] = qk_fma(far_odd, 2, near_odd);
    y[2] = qk_fma(far_even, 4, near_even);
    y[3] = qk_fma(far_odd, 8, near_odd) + m[5];
}

void qk_f32_winograd_squares_scalar(
    const qk_f32_winograd *arguments, qk_range tiles, float *transformed, size_t place_stride
) {
    const qk_f32_winograd *p = arguments;
    qk_check_winograd(p, tiles);
    const qk_window *window = &p->window;
    size_t line = p->side + 2;
    for (size_t tile = tiles.begin; tile < tiles.end; tile++) {
        qk_square square = qk_square_of(p, tile);
        for (size_t channel = 0; channel < p->channels; channel++) {
            float down[QK_WINOGRAD_LINE][QK_WINOGRAD_LINE];
            for (size_t j = 0; j < line; j++) {
                float column[QK_WINOGRAD_LINE];
                // Outside of the image to the left and above, these are large numbers.
                size_t x = (size_t)(square.x + (ptrdiff_t)j);
                for (size_t i = 0; i < line; i++) {
                    size_t y = (size_t)(square.y + (ptrdiff_t)i);
                    int is_inside = y < window->input_height && x < window->input_width;
                    column[i] = is_inside ? p->input[(y * window->input_width + x) * p->channels + channel] : 0;
                }
                float parts[QK_WINOGRAD_LINE];
                transform_line(column, parts, p->side);
                for (size_t i = 0; i < line; i++) down[i][j] = parts[i];
            }
            float *target = transformed + (tile - tiles.begin) * p->channels + channel;
            for (size_t i = 0; i < line; i++) {
                float along[QK_WINOGRAD_LINE];
                transform_line(down[i], along, p->side);
                for (size_t j = 0; j < line; j++) target[(line * i + j) * place_stride] = along[j];
            }
        }
    }
}

void qk_f32_winograd_outputs_scalar(
    const qk_f32_winograd *arguments, qk_range tiles, const float *products, size_t place_stride
) {
    const qk_f32_winograd *p = arguments;
    qk_check_winograd(p, tiles);
    const qk_window *window = &p->window;
    size_t line = p->side + 2;
    size_t across = qk_winograd_tiles_across(window, p->side);
    for (size_t tile = tiles.begin; tile < tiles.end; tile++) {
        for (size_t column = 0; column < p->columns; column++) {
            const float *source = products + (tile - tiles.begin) * p->columns + column;
            float down[QK_WINOGRAD_SIDE][QK_WINOGRAD_LINE];
            for (size_t j = 0; j < line; j++) {
                float m[QK_WINOGRAD_LINE];
                for (size_t i = 0; i < line; i++) m[i] = source[(line * i + j) * place_stride];
                float back[QK_WINOGRAD_SIDE];
                transform_back(m, back, p->side);
                for (size_t i = 0; i < p->side; i++) down[i][j] = back[i];
            }
            for (size_t i = 0; i < p->side; i++) {
                float along[QK_WINOGRAD_SIDE];
                transform_back(down[i], along, p->side);
                for (size_t j = 0; j < p->side; j++) {
                    size_t y = tile / across * p->side + i;
                    size_t x = tile % across * p->side + j;
                    if (y >= window->output_height || x >= window->output_width) continue;
                    size_t element = (y * window->output_width + x) * p->columns + column;
                    float bias = p->bias == NULL ? 0 : p->bias[column];
                    float sum = qk_fma(along[j], qk_power_of_near(p->side, i + j), bias);
                    if (p->residual != NULL) sum += p->residual[element];
                    p->output[element] = qk_activate(p->activation, sum);
                }
            }
        }
    }
}
