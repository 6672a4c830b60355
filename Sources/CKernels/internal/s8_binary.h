/// Functions of two int8 numbers, as the scalar kernels compute them.

#ifndef QK_INTERNAL_S8_BINARY_H
#define QK_INTERNAL_S8_BINARY_H

#include "scalar_integer.h"
#include "strided.h"

static inline int8_t qk_bounded(qk_s8_output output, int32_t q) {
    if (q < output.minimum) q = output.minimum;
    if (q > output.maximum) q = output.maximum;
    return output.table == NULL ? (int8_t)q : output.table[(uint8_t)q];
}

static inline int8_t qk_looked_up(qk_s8_output output, int8_t q) {
    return output.table == NULL ? q : output.table[(uint8_t)q];
}

/// The multipliers of ADD without their lowest eight bits, for products with 256 times the operands: a pair of int16, that
/// of A below that of B.
static inline int32_t qk_upper_multipliers(const qk_s8_binary_rule *rule) {
    return (int32_t)((uint32_t)(rule->b_multiplier >> 8) << 16 | (uint16_t)(rule->a_multiplier >> 8));
}

/// The lowest eight bits, which products with the operands themselves take: uint8 in the upper bytes of int16.
static inline int32_t qk_lower_multipliers(const qk_s8_binary_rule *rule) {
    return (int32_t)((uint32_t)(rule->b_multiplier & 0xFF) << 24 | (uint32_t)(rule->a_multiplier & 0xFF) << 8);
}

static inline int8_t qk_combine_s8(const qk_s8_binary_rule *p, int8_t a, int8_t b) {
    switch (p->function) {
    case QK_S8_BINARY_ADD: {
        int32_t sum = a * p->a_multiplier + b * p->b_multiplier + p->bias;
        return qk_bounded(p->output, (sum >> p->shift) + p->output.zero_point);
    }
    case QK_S8_BINARY_MUL:
        return qk_to_s8(p->output, (float)((a - p->a_zero_point) * (b - p->b_zero_point)) * p->multiplier);
    case QK_S8_BINARY_MAXIMUM: return qk_looked_up(p->output, a > b ? a : b);
    case QK_S8_BINARY_MINIMUM: return qk_looked_up(p->output, a < b ? a : b);
    case QK_S8_BINARY_PAIR: return qk_looked_up(p->output, p->pairs[(uint8_t)a << 8 | (uint8_t)b]);
    }
}

/// The same with A and B exchanged.
static inline qk_s8_binary qk_exchanged(qk_s8_binary arguments) {
    qk_s8_binary result = arguments;
    result.a = arguments.b;
    result.a_strides = arguments.b_strides;
    result.rule.a_multiplier = arguments.rule.b_multiplier;
    result.rule.a_zero_point = arguments.rule.b_zero_point;
    result.b = arguments.a;
    result.b_strides = arguments.a_strides;
    result.rule.b_multiplier = arguments.rule.a_multiplier;
    result.rule.b_zero_point = arguments.rule.a_zero_point;
    return result;
}

/// Arrays that kernels for vectors walk over in runs along the last axis: A is dense there, and B is dense or stands still.
typedef struct qk_s8_runs {
    qk_s8_binary binary;
    qk_strided shape;
    int b_stands;
} qk_s8_runs;

/// Finds the runs, with A and B exchanged where that helps; returns whether there are any that a function of vectors can
/// compute.
static inline int qk_find_s8_runs(const qk_s8_binary *arguments, qk_s8_runs *runs) {
    qk_s8_binary p = *arguments;
    qk_strided shape = qk_merge_axes(p.rank, p.sizes, p.a_strides, p.b_strides);
    size_t last = shape.rank - 1;
    if (shape.strides[0][last] == 0) {
        p = qk_exchanged(p);
        shape = qk_merge_axes(p.rank, p.sizes, p.a_strides, p.b_strides);
    }
    ptrdiff_t b_stride = shape.strides[1][last];
    *runs = (qk_s8_runs){p, shape, b_stride == 0};
    return p.rule.function != QK_S8_BINARY_PAIR && shape.strides[0][last] == 1 && (b_stride == 0 || b_stride == 1);
}

/// Combines one run by a rule that is spread over vectors.
typedef void (*qk_s8_run_function)(
    const void *rule, qk_s8_binary_function function, const int8_t *a, const int8_t *b, int8_t *c, size_t count,
    int b_stands
);

/// Combines some elements of the output, run by run; there is one at least.
static inline void qk_combine_s8_runs(
    const qk_s8_runs *runs, qk_range elements, qk_s8_run_function combine, const void *rule
) {
    const qk_s8_binary *p = &runs->binary;
    const qk_strided *shape = &runs->shape;
    size_t last = shape->rank - 1;
    qk_cursor cursor = qk_cursor_at(shape, elements.begin);
    for (size_t element = elements.begin; element < elements.end;) {
        size_t count = qk_smaller(elements.end - element, shape->sizes[last] - cursor.index[last]);
        const int8_t *a = p->a + cursor.offsets[0];
        const int8_t *b = p->b + cursor.offsets[1];
        combine(rule, p->rule.function, a, b, p->c + element, count, runs->b_stands);
        qk_advance(shape, &cursor, count);
        element += count;
    }
}

#endif
