#include "../internal/binary.h"

enum { LANES = 8 };

void qk_f32_softmax_scalar(const qk_f32_softmax *arguments, qk_range rows) {
    const qk_f32_softmax *p = arguments;
    assert(rows.begin <= rows.end);
    for (size_t row = rows.begin; row < rows.end; row++) {
        const float *input = p->input + row * p->columns;
        float *output = p->output + row * p->columns;
        float greatest = -INFINITY;
        for (size_t i = 0; i < p->columns; i++) {
            greatest = qk_combine(QK_BINARY_MAXIMUM, greatest, input[i] * p->beta);
        }
        greatest += 0.0f;  // no negative zero: its sign would depend on the order
        // Summed in lanes, as a SIMD kernel does.
        float lanes[LANES] = {0};
        for (size_t i = 0; i < p->columns; i++) {
            float shifted = input[i] * p->beta - greatest;
            float e = qk_exp(shifted);
            lanes[i % LANES] += e;
            output[i] = p->is_logarithm ? shifted : e;
        }
        for (size_t width = LANES / 2; width > 0; width /= 2) {
            for (size_t lane = 0; lane < width; lane++) lanes[lane] += lanes[lane + width];
        }
        float factor = 1 / lanes[0];
        float logarithm = p->is_logarithm ? logf(lanes[0]) : 0;
        for (size_t i = 0; i < p->columns; i++) {
            output[i] = p->is_logarithm ? output[i] - logarithm : output[i] * factor;
        }
    }
}
