#include "../internal/scalar_math.h"

void qk_f32_rescale_scalar(const qk_f32_rescale *arguments, qk_range rows) {
    const qk_f32_rescale *p = arguments;
    for (size_t row = rows.begin; row < rows.end; row++) {
        float row_scale = p->row_scales[row / p->rows_of_scale];
        float *output = p->output + row * p->columns;
        for (size_t column = 0; column < p->columns; column++) {
            float bias = p->bias == NULL ? 0 : p->bias[column];
            float x = p->rounding == QK_STEPS_TO_EVEN
                ? qk_fma(output[column] * row_scale, p->column_scales[column], bias)
                : output[column] * p->column_scales[column] * row_scale + bias;
            if (p->residual != NULL) x += p->residual[row * p->columns + column];
            output[column] = qk_at_most(p->maximum, qk_at_least(p->minimum, x));
        }
    }
}
