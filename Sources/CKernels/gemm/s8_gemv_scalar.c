#include "../internal/scalar_integer.h"

void qk_s8_gemv_scalar(const qk_s8_gemv *arguments, qk_range columns) {
    const qk_s8_gemv *p = arguments;
    assert(columns.begin <= columns.end && columns.end <= p->columns);
    for (size_t column = columns.begin; column < columns.end; column++) {
        const int8_t *weights = p->weights + column * p->depth;
        int32_t sum = p->bias == NULL ? 0 : p->bias[column];
        for (size_t k = 0; k < p->depth; k++) {
            int32_t product = (p->x[k] - p->x_zero_point) * (weights[k] - p->weight_zero_point);
            sum = qk_wrapping_add(sum, product);
        }
        p->y[column] = qk_to_s8(p->rounding, (float)sum * p->multipliers[column]);
    }
}
