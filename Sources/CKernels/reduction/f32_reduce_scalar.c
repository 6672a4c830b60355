#include "../internal/binary.h"

enum { LANES = 8 };

static float first_value(qk_reduce_function function) {
    switch (function) {
    case QK_REDUCE_SUM:
    case QK_REDUCE_MEAN: return 0;
    case QK_REDUCE_MAX: return -INFINITY;
    case QK_REDUCE_MIN: return INFINITY;
    case QK_REDUCE_PRODUCT: return 1;
    }
}

static float reduce_two(qk_reduce_function function, float a, float b) {
    switch (function) {
    case QK_REDUCE_SUM:
    case QK_REDUCE_MEAN: return a + b;
    case QK_REDUCE_MAX: return qk_combine(QK_BINARY_MAXIMUM, a, b);
    case QK_REDUCE_MIN: return qk_combine(QK_BINARY_MINIMUM, a, b);
    case QK_REDUCE_PRODUCT: return a * b;
    }
}

static float reduce_row(qk_reduce_function function, const float *row, size_t size) {
    float lanes[LANES];
    for (size_t lane = 0; lane < LANES; lane++) lanes[lane] = first_value(function);
    for (size_t r = 0; r < size; r++) lanes[r % LANES] = reduce_two(function, lanes[r % LANES], row[r]);
    for (size_t width = LANES / 2; width > 0; width /= 2) {
        for (size_t lane = 0; lane < width; lane++) {
            lanes[lane] = reduce_two(function, lanes[lane], lanes[lane + width]);
        }
    }
    return lanes[0];
}

static float reduce_column(qk_reduce_function function, const float *column, size_t size, size_t stride) {
    float result = first_value(function);
    for (size_t r = 0; r < size; r++) result = reduce_two(function, result, column[r * stride]);
    return result;
}

void qk_f32_reduce_scalar(const qk_f32_reduce *arguments, qk_range outer, qk_range inner) {
    const qk_f32_reduce *p = arguments;
    assert(p->size > 0);
    assert(outer.begin <= outer.end && outer.end <= p->outer);
    assert(inner.begin <= inner.end && inner.end <= p->inner);
    for (size_t o = outer.begin; o < outer.end; o++) {
        for (size_t i = inner.begin; i < inner.end; i++) {
            const float *first = p->input + o * p->size * p->inner + i;
            float result = p->inner == 1 ? reduce_row(p->function, first, p->size)
                                         : reduce_column(p->function, first, p->size, p->inner);
            if (p->function == QK_REDUCE_MEAN) result *= 1 / (float)p->mean_count;
            p->output[o * p->inner + i] = result;
        }
    }
}
