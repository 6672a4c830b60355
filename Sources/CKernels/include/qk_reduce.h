/// Reductions and softmax.

#ifndef QK_REDUCE_H
#define QK_REDUCE_H

#include "qk_base.h"
#include "qk_integer.h"

#pragma clang assume_nonnull begin

typedef enum qk_reduce_function {
    QK_REDUCE_SUM,
    /// The sum times 1 / mean_count, as a multiplication.
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
    /// How many numbers a mean is taken of: the size, or more where the input has sums of several.
    size_t mean_count;
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

/// output[o][i] = function over r of input[o][r][i] for int8.
///
/// A sum is sum(element + offset) * multiplier + bias in float32, rounded, ties to even, less the offset, and kept within
/// int8. XNNPACK has the zero points in the bias and so rounds after adding them, here and only here. Extremes are left as
/// they are.
///
/// Where outer is 1 and inner at least 16, a sum can be made of parts: some calls leave the sums of some r each in
/// `sums`, and one of size 0 rounds what they add up to. All of these compute all of inner at once.
typedef struct qk_s8_reduce {
    /// SUM (for MEAN, too: `multiplier` divides), MAX or MIN.
    qk_reduce_function function;
    size_t outer;
    /// 1 to 2^23; 0, too, for a part and where parts are added.
    size_t size;
    size_t inner;
    /// [outer][size][inner]
    const int8_t *input;
    /// 128 for what was uint8, otherwise 0.
    int32_t offset;
    float multiplier;
    float bias;
    /// [outer][inner]
    int8_t *output;
    /// Where the sums go in place of the output: `qk_s8_sums(inner)` elements in an order of the kernel's own; or null.
    int32_t *_Nullable sums;
    /// `parts` times such sums, one behind the other, that are added.
    const int32_t *_Nullable sums_of_parts;
    size_t parts;
} qk_s8_reduce;

/// Elements of the sums of a part of a reduction.
static inline size_t qk_s8_sums(size_t inner) { return (inner + 63) / 64 * 64; }

/// Softmax of int8, or its logarithm, over each row, by a table of exponentials.
///
/// With e = exponentials[greatest - x] and s the sum of all e in ascending order of columns, softmax is
/// e * (1 / (s * output_scale)), ties away from zero, and its logarithm
/// (x + offset) * (input_scale / output_scale) - (input_scale * (greatest + offset) + log(s)) / output_scale, ties to
/// even.
typedef struct qk_s8_softmax {
    size_t columns;
    /// [rows][columns]
    const int8_t *input;
    int8_t *output;
    /// exp(-d * beta * input_scale) for differences d of 0 to 255.
    const float *exponentials;
    float input_scale;
    float output_scale;
    /// What was taken from each number to make it int8.
    int32_t offset;
    int32_t output_zero_point;
    /// 0 or 1.
    int is_logarithm;
} qk_s8_softmax;

#pragma clang assume_nonnull end

#endif
