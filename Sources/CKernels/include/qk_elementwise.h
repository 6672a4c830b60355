/// Functions of one and of two elements.

#ifndef QK_ELEMENTWISE_H
#define QK_ELEMENTWISE_H

#include "qk_base.h"
#include "qk_integer.h"

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

/// A function of two int8 numbers.
typedef enum qk_s8_binary_function {
    /// (a * a_multiplier + b * b_multiplier + bias) / 2^shift, rounded down.
    QK_S8_BINARY_ADD,
    /// (a - a_zero_point) * (b - b_zero_point) * multiplier, rounded as `qk_s8_output` says.
    QK_S8_BINARY_MUL,
    QK_S8_BINARY_MAXIMUM,
    QK_S8_BINARY_MINIMUM,
    /// What `pairs` says.
    QK_S8_BINARY_PAIR,
} qk_s8_binary_function;

enum {
    /// How many functions `qk_s8_binary_function` has: they are numbered from 0.
    QK_S8_BINARY_COUNT = QK_S8_BINARY_PAIR + 1,
    /// Elements of a table of all pairs of bytes.
    QK_PAIR_ELEMENTS = 65536,
};

/// How two int8 numbers become one. ADD and MUL add the zero point of `output` and keep its bounds; its table is for all.
typedef struct qk_s8_binary_rule {
    qk_s8_binary_function function;
    /// At most 2^21; the sum with the bias must not overflow.
    int32_t a_multiplier;
    int32_t b_multiplier;
    int32_t bias;
    /// 0 to 31.
    int32_t shift;
    int32_t a_zero_point;
    int32_t b_zero_point;
    float multiplier;
    /// `QK_PAIR_ELEMENTS` results, those of one a behind one another, both by their bits read as uint8.
    const int8_t *_Nullable pairs;
    qk_s8_output output;
} qk_s8_binary_rule;

/// c = function(a, b) with broadcasting, as in `qk_f32_binary`.
typedef struct qk_s8_binary {
    qk_s8_binary_rule rule;
    /// At most `QK_MAXIMUM_RANK`.
    size_t rank;
    /// `rank` sizes of the output.
    const size_t *sizes;
    const int8_t *a;
    /// `rank` strides in elements.
    const ptrdiff_t *a_strides;
    const int8_t *b;
    /// `rank` strides in elements.
    const ptrdiff_t *b_strides;
    int8_t *c;
} qk_s8_binary;

#pragma clang assume_nonnull end

#endif
