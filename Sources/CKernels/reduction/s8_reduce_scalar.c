#include "../internal/s8_reduce.h"

static int32_t reduce_two(qk_reduce_function function, int32_t a, int32_t b) {
    switch (function) {
    case QK_REDUCE_MAX: return a > b ? a : b;
    case QK_REDUCE_MIN: return a < b ? a : b;
    default: return a + b;
    }
}

void qk_s8_reduce_scalar(const qk_s8_reduce *arguments, qk_range outer, qk_range inner) {
    const qk_s8_reduce *p = arguments;
    qk_check_reduction(p, outer, inner);
    int is_sum = p->function == QK_REDUCE_SUM;
    for (size_t o = outer.begin; o < outer.end; o++) {
        for (size_t i = inner.begin; i < inner.end; i++) {
            const int8_t *first = p->input + o * p->size * p->inner + i;
            int32_t result = is_sum ? p->offset * (int32_t)p->size : *first;
            for (size_t part = 0; part < p->parts; part++) result += p->sums_of_parts[part * qk_s8_sums(p->inner) + i];
            for (size_t r = 0; r < p->size; r++) result = reduce_two(p->function, result, first[r * p->inner]);
            if (p->sums != NULL) {
                p->sums[i] = result;
            } else {
                p->output[o * p->inner + i] = is_sum ? qk_round_sum_s8(p, result) : (int8_t)result;
            }
        }
    }
}
