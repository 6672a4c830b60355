/// Reductions and softmax.

#ifndef QK_REDUCE_H
#define QK_REDUCE_H

#include "qk_base.h"

#pragma clang assume_nonnull begin

typedef enum qk_reduce_function {
    QK_REDUCE_SUM,
    /// The sum times 1 / size, as a multiplication.
    QK_REDUCE_MEAN,
    QK_REDUCE_MAX,
    QK_REDUCE_MIN,
    QK_REDUCE_PRODUCT,
} qk_reduce_function;

enum {
    /// How many functions `qk_reduce_function` has: they are numbered from 0.
    QK_REDUCE_COUNT = QK_REDUCE_PRODUCT + 1,
};

/// output[o][i] = function over r of input[o][r][i].
///
/// Reduces in ascending r; where inner is 1, in eight lanes (r modulo 8), which are then combined pairwise. Extremes
/// are NaN where an input is.
typedef struct qk_f32_reduce {
    qk_reduce_function function;
    size_t outer;
    /// At least 1.
    size_t size;
    size_t inner;
    /// [outer][size][inner]
    const float *input;
    /// [outer][inner]
    float *output;
} qk_f32_reduce;

/// Softmax, exp(beta * x) / sum(exp(beta * x)), or its logarithm, over each row. The output may be the input.
typedef struct qk_f32_softmax {
    size_t columns;
    /// [rows][columns]
    const float *input;
    float *output;
    float beta;
    /// 0 or 1.
    int is_logarithm;
} qk_f32_softmax;

#pragma clang assume_nonnull end

#endif
