#include "../internal/scalar_math.h"

enum { LANES = 32 };

void qk_f32_gemv_scalar(const qk_f32_gemv *arguments, qk_range columns) {
    const qk_f32_gemv *p = arguments;
    assert(columns.begin <= columns.end && columns.end <= p->columns);
    for (size_t column = columns.begin; column < columns.end; column++) {
        const float *weights = p->weights + column * p->depth;
        float lanes[LANES] = {0};
        for (size_t k = 0; k < p->depth; k++) lanes[k % LANES] = qk_fma(weights[k], p->x[k], lanes[k % LANES]);
        for (size_t width = LANES / 2; width > 0; width /= 2) {
            for (size_t lane = 0; lane < width; lane++) lanes[lane] += lanes[lane + width];
        }
        float bias = p->bias == NULL ? 0 : p->bias[column];
        p->y[column] = qk_activate(p->activation, lanes[0] + bias);
    }
}
