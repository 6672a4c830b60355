#include "../internal/scalar_integer.h"

static int8_t greatest_of(const int8_t *row, size_t count) {
    int8_t greatest = row[0];
    for (size_t i = 1; i < count; i++) greatest = row[i] > greatest ? row[i] : greatest;
    return greatest;
}

/// Sums are serial, because float addition depends on its order: no instruction set does that any better.
void qk_s8_softmax_scalar(const qk_s8_softmax *arguments, qk_range rows) {
    const qk_s8_softmax *p = arguments;
    if (p->columns == 0) return;
    qk_s8_output rule = {p->output_zero_point, INT8_MIN, INT8_MAX, NULL};
    for (size_t row = rows.begin; row < rows.end; row++) {
        const int8_t *input = p->input + row * p->columns;
        int8_t *output = p->output + row * p->columns;
        int32_t greatest = greatest_of(input, p->columns);
        float sum = 0;
        for (size_t i = 0; i < p->columns; i++) sum += p->exponentials[greatest - input[i]];
        if (p->is_logarithm) {
            float factor = p->input_scale / p->output_scale;
            float taken = (p->input_scale * (float)(greatest + p->offset) + logf(sum)) / p->output_scale;
            for (size_t i = 0; i < p->columns; i++) {
                output[i] = qk_to_s8(rule, factor * (float)(input[i] + p->offset) - taken);
            }
        } else {
            float inverse = 1 / (sum * p->output_scale);
            for (size_t i = 0; i < p->columns; i++) {
                output[i] = qk_to_s8(rule, roundf(p->exponentials[greatest - input[i]] * inverse));
            }
        }
    }
}
