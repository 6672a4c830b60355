/// Functions of one and of two elements.

#ifndef QK_ELEMENTWISE_H
#define QK_ELEMENTWISE_H

#include "qk_base.h"

#pragma clang assume_nonnull begin

/// A function of two numbers.
typedef enum qk_binary_function {
    QK_BINARY_ADD,
    QK_BINARY_SUB,
    QK_BINARY_MUL,
    QK_BINARY_DIV,
    /// NaN where either is.
    QK_BINARY_MAXIMUM,
    /// NaN where either is.
    QK_BINARY_MINIMUM,
    QK_BINARY_POW,
    /// (a - b)^2
    QK_BINARY_SQUARED_DIFFERENCE,
    /// a for a >= 0, a * b below.
    QK_BINARY_PRELU,
} qk_binary_function;

enum {
    /// How many functions `qk_binary_function` has: they are numbered from 0.
    QK_BINARY_COUNT = QK_BINARY_PRELU + 1,
};

/// c = activation(function(a, b)) with broadcasting.
///
/// The output is dense in row-major order; a stride of 0 repeats an input along that axis. Axes are merged where
/// strides allow, so the caller need not. C may be A or B where that input is as dense as the output.
typedef struct qk_f32_binary {
    qk_binary_function function;
    /// At most `QK_MAXIMUM_RANK`.
    size_t rank;
    /// `rank` sizes of the output.
    const size_t *sizes;
    const float *a;
    /// `rank` strides in elements.
    const ptrdiff_t *a_strides;
    const float *b;
    /// `rank` strides in elements.
    const ptrdiff_t *b_strides;
    float *c;
    qk_f32_activation activation;
} qk_f32_binary;

/// The least and the greatest number of an array.
typedef struct qk_f32_extremes {
    /// inf where there is no number.
    float minimum;
    /// -inf where there is no number.
    float maximum;
    /// Elements that are not numbers; the bounds leave them out.
    size_t nan_count;
} qk_f32_extremes;

#pragma clang assume_nonnull end

#endif
