/// Rounding of the sum of an int8 reduction, as the scalar kernel computes it.

#ifndef QK_INTERNAL_S8_REDUCE_H
#define QK_INTERNAL_S8_REDUCE_H

#include "scalar_integer.h"

static inline qk_s8_output qk_rule_of_sum(const qk_s8_reduce *p) {
    return (qk_s8_output){-p->offset, INT8_MIN, INT8_MAX, NULL};
}

/// What the kernels expect.
static inline void qk_check_reduction(const qk_s8_reduce *p, qk_range outer, qk_range inner) {
    assert((p->size > 0 || p->parts > 0 || p->sums != NULL) && p->size <= 1 << 23);
    assert(outer.begin <= outer.end && outer.end <= p->outer);
    assert(inner.begin <= inner.end && inner.end <= p->inner);
    assert((p->sums == NULL && p->parts == 0)
           || (p->function == QK_REDUCE_SUM && p->outer == 1 && p->inner >= 16));
    assert(p->parts == 0 || p->sums_of_parts != NULL);
}

static inline int8_t qk_round_sum_s8(const qk_s8_reduce *p, int32_t sum) {
    return qk_to_s8(qk_rule_of_sum(p), (float)sum * p->multiplier + p->bias);
}

#endif
