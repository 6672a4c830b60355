/// Rounding of the sum of an int8 reduction, as the scalar kernel computes it.

#ifndef QK_INTERNAL_S8_REDUCE_H
#define QK_INTERNAL_S8_REDUCE_H

#include "scalar_integer.h"

static inline int8_t qk_round_sum_s8(const qk_s8_reduce *p, int32_t sum) {
    qk_s8_output bounds = {0, INT8_MIN, INT8_MAX, NULL};
    return qk_to_s8(bounds, (float)sum * p->multiplier + p->output_zero_point);
}

#endif
