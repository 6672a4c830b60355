#include "../internal/scalar_math.h"
#include "../internal/squares.h"

/// B' * d for a column or d * B for a row.
static void transform_four(const float d[4], float t[4]) {
    t[0] = d[0] - d[2];
    t[1] = d[1] + d[2];
    t[2] = d[2] - d[1];
    t[3] = d[1] - d[3];
}

/// A' * m for a column or m * A for a row.
static void transform_back(const float m[4], float y[2]) {
    y[0] = m[0] + m[1] + m[2];
    y[1] = m[1] - m[2] - m[3];
}

void qk_f32_winograd_squares_scalar(
    const qk_f32_winograd *arguments, qk_range tiles, float *transformed, size_t place_stride
) {
    const qk_f32_winograd *p = arguments;
    qk_check_winograd(p, tiles);
    const qk_window *window = &p->window;
    for (size_t tile = tiles.begin; tile < tiles.end; tile++) {
        qk_square square = qk_square_of(window, tile);
        for (size_t channel = 0; channel < p->channels; channel++) {
            float down[4][4];
            for (size_t j = 0; j < 4; j++) {
                float column[4];
                // Outside of the image to the left and above, these are large numbers.
                size_t x = (size_t)(square.x + (ptrdiff_t)j);
                for (size_t i = 0; i < 4; i++) {
                    size_t y = (size_t)(square.y + (ptrdiff_t)i);
                    int is_inside = y < window->input_height && x < window->input_width;
                    column[i] = is_inside ? p->input[(y * window->input_width + x) * p->channels + channel] : 0;
                }
                float parts[4];
                transform_four(column, parts);
                for (size_t i = 0; i < 4; i++) down[i][j] = parts[i];
            }
            float *target = transformed + (tile - tiles.begin) * p->channels + channel;
            for (size_t i = 0; i < 4; i++) {
                float along[4];
                transform_four(down[i], along);
                for (size_t j = 0; j < 4; j++) target[(4 * i + j) * place_stride] = along[j];
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
    size_t across = qk_winograd_tiles_across(window);
    for (size_t tile = tiles.begin; tile < tiles.end; tile++) {
        for (size_t column = 0; column < p->columns; column++) {
            const float *source = products + (tile - tiles.begin) * p->columns + column;
            float down[2][4];
            for (size_t j = 0; j < 4; j++) {
                float m[4];
                for (size_t i = 0; i < 4; i++) m[i] = source[(4 * i + j) * place_stride];
                float back[2];
                transform_back(m, back);
                for (size_t i = 0; i < 2; i++) down[i][j] = back[i];
            }
            for (size_t i = 0; i < 2; i++) {
                float along[2];
                transform_back(down[i], along);
                for (size_t j = 0; j < 2; j++) {
                    size_t y = tile / across * 2 + i;
                    size_t x = tile % across * 2 + j;
                    if (y >= window->output_height || x >= window->output_width) continue;
                    size_t element = (y * window->output_width + x) * p->columns + column;
                    float sum = along[j] + (p->bias == NULL ? 0 : p->bias[column]);
                    if (p->residual != NULL) sum += p->residual[element];
                    p->output[element] = qk_activate(p->activation, sum);
                }
            }
        }
    }
}
