/// The product of a matrix and a vector by products of quads, for one instruction set.
///
/// It is included behind `avx512vnni_quads.h` or its like.

#ifndef QK_INTERNAL_S8_QUAD_GEMV_H
#define QK_INTERNAL_S8_QUAD_GEMV_H

#include "s8_quad_results.h"

enum {
    /// Bytes of one vector.
    QK_QUAD_VECTOR_BYTES = 4 * QK_QUAD_LANES,
    /// Columns that are rounded together.
    QK_QUAD_COLUMNS = 16,
};

/// What all columns share.
typedef struct qk_quad_operands {
    const qk_s8_gemv *gemv;
    /// The last vector of x, or all of x where that is less: zeros in place of elements that a whole vector before it
    /// holds, and of those that are not there.
    qk_s8_element last[QK_QUAD_VECTOR_BYTES];
    /// The zero point of x in the places of elements.
    qk_s8_element last_zero_points[QK_QUAD_VECTOR_BYTES];
} qk_quad_operands;

static inline qk_quad_operands qk_quad_operands_of(const qk_s8_gemv *p) {
    qk_quad_operands o = {.gemv = p};
    size_t left = p->depth % QK_QUAD_VECTOR_BYTES;
    size_t place = p->depth < QK_QUAD_VECTOR_BYTES ? 0 : QK_QUAD_VECTOR_BYTES - left;
    for (size_t i = 0; i < left; i++) {
        o.last[place + i] = (qk_s8_element)(p->x[p->depth - left + i] + QK_QUAD_ADDED);
        o.last_zero_points[place + i] = (qk_s8_element)(p->x_zero_point + QK_QUAD_ADDED);
    }
    return o;
}

/// The weights of a column that the last vector of x meets.
QK_QUADS_INLINE qk_quads qk_load_last_weights(const int8_t *column, size_t depth) {
    return depth < QK_QUAD_VECTOR_BYTES ? qk_load_first_quads(column, depth)
                                        : qk_load_quads(column + depth - QK_QUAD_VECTOR_BYTES);
}

/// For some columns, vectors whose elements add up to sum(x * w) - x_zero_point * sum(w).
QK_QUADS_INLINE void qk_sum_group(const qk_quad_operands *o, const int8_t *const *weights, qk_sums *results) {
    const qk_s8_gemv *p = o->gemv;
    const size_t depth = p->depth;
    qk_sums products[QK_QUAD_GROUP];
    qk_sums offsets[QK_QUAD_GROUP];
    QK_UNROLL for (size_t i = 0; i < QK_QUAD_GROUP; i++) products[i] = offsets[i] = qk_no_sums();
    const qk_s8_element zero_point = (qk_s8_element)(p->x_zero_point + QK_QUAD_ADDED);
    const qk_s8_element quad_of_zero_points[4] = {zero_point, zero_point, zero_point, zero_point};
    qk_quads zero_points = qk_spread_quad(quad_of_zero_points);
    for (size_t k = 0; k + QK_QUAD_VECTOR_BYTES <= depth; k += QK_QUAD_VECTOR_BYTES) {
        qk_quads x = qk_load_elements(p->x + k);
        QK_UNROLL for (size_t i = 0; i < QK_QUAD_GROUP; i++) {
            qk_quads w = qk_load_quads(weights[i] + k);
            // The same place of the group that follows.
            __builtin_prefetch(weights[i] + QK_QUAD_GROUP * depth + k);
            products[i] = qk_add_quads(products[i], x, w);
            offsets[i] = qk_add_quads(offsets[i], zero_points, w);
        }
    }
    if (depth % QK_QUAD_VECTOR_BYTES != 0) {
        qk_quads x = qk_load_quads(o->last);
        zero_points = qk_load_quads(o->last_zero_points);
        QK_UNROLL for (size_t i = 0; i < QK_QUAD_GROUP; i++) {
            qk_quads w = qk_load_last_weights(weights[i], depth);
            products[i] = qk_add_quads(products[i], x, w);
            offsets[i] = qk_add_quads(offsets[i], zero_points, w);
        }
    }
    QK_UNROLL for (size_t i = 0; i < QK_QUAD_GROUP; i++) {
        results[i] = qk_subtract_times(products[i], offsets[i], 1);
    }
}

/// What the zero point of the weights takes from every sum.
static inline int32_t qk_common_offset(const qk_s8_gemv *p) {
    if (p->weight_zero_point == 0) return 0;
    int32_t sum = 0;
    for (size_t k = 0; k < p->depth; k++) sum += p->x[k] - p->x_zero_point;
    return (int32_t)((uint32_t)sum * (uint32_t)-p->weight_zero_point);
}

/// `s8_gemv`.
QK_QUADS static void qk_gemv_quads(const qk_s8_gemv *p, qk_range columns) {
    assert(columns.begin <= columns.end && columns.end <= p->columns);
    const qk_quad_operands o = qk_quad_operands_of(p);
    qk_rule rule = qk_rule_of(p->rounding);
    const qk_sums offset = qk_spread_sum(qk_common_offset(p));
    for (size_t first = columns.begin; first < columns.end; first += QK_QUAD_COLUMNS) {
        size_t count = qk_smaller(QK_QUAD_COLUMNS, columns.end - first);
        qk_sums results[QK_QUAD_COLUMNS];
        for (size_t group = 0; group < QK_QUAD_COLUMNS; group += QK_QUAD_GROUP) {
            const int8_t *weights[QK_QUAD_GROUP];
            for (size_t i = 0; i < QK_QUAD_GROUP; i++) {
                // Behind the last column, the last one once more.
                weights[i] = p->weights + (first + qk_smaller(group + i, count - 1)) * p->depth;
            }
            qk_sum_group(&o, weights, results + group);
        }
        float few_multipliers[QK_QUAD_COLUMNS];
        int32_t few_biases[QK_QUAD_COLUMNS];
        const float *multipliers = qk_whole(p->multipliers + first, count, QK_QUAD_COLUMNS, few_multipliers);
        const size_t vectors = QK_QUAD_COLUMNS / QK_QUAD_LANES;
        qk_sums row[1][QK_QUAD_VECTORS];
        qk_add_across(results, row[0]);
        QK_UNROLL for (size_t v = 0; v < vectors; v++) row[0][v] = qk_add_sums(row[0][v], offset);
        if (p->bias != NULL) {
            const int32_t *bias = qk_whole(p->bias + first, count, QK_QUAD_COLUMNS, few_biases);
            QK_UNROLL for (size_t v = 0; v < vectors; v++) {
                row[0][v] = qk_add_sums(row[0][v], qk_load_sums(bias + QK_QUAD_LANES * v));
            }
        }
        qk_factors factors[QK_QUAD_VECTORS];
        qk_load_multipliers(multipliers, factors, vectors);
        qk_store_sums(&rule, factors, row, p->y + first, 0, count, 1, 1, vectors);
    }
}

#endif
