/// What all kernels share: ranges, the geometry of a sliding window, activations.

#ifndef QK_BASE_H
#define QK_BASE_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// The half-open range begin..<end of rows, panels, elements: the part of the work that one thread does.
typedef struct qk_range {
    size_t begin;
    size_t end;
} qk_range;

/// A function of one number.
///
/// NaN gives NaN; infinities give the function's limit where it has one, never NaN (swish of -inf is -1e-36).
typedef enum qk_function {
    QK_FUNCTION_IDENTITY,
    /// 1 / (1 + exp(-x)), relative error at most 1e-6.
    QK_FUNCTION_LOGISTIC,
    /// x / (1 + exp(-x)), relative error at most 1e-6 above -87.
    QK_FUNCTION_SWISH,
    /// x * min(max(x + 3, 0), 6) / 6
    QK_FUNCTION_HARD_SWISH,
    /// Relative error at most 1e-6.
    QK_FUNCTION_TANH,
    /// x for x >= 0, alpha * (exp(x) - 1) below.
    QK_FUNCTION_ELU,
    /// x for x >= 0, alpha * x below.
    QK_FUNCTION_LEAKY_RELU,
    /// x * Phi(x), Phi by the error function.
    QK_FUNCTION_GELU,
    /// x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))
    QK_FUNCTION_GELU_BY_TANH,
    /// Relative error at most 3e-7.
    QK_FUNCTION_EXP,
    QK_FUNCTION_LOG,
    QK_FUNCTION_SQRT,
    /// 1 / sqrt(x)
    QK_FUNCTION_RSQRT,
    QK_FUNCTION_SQUARE,
    QK_FUNCTION_ABS,
    QK_FUNCTION_NEG,
    QK_FUNCTION_SIN,
    QK_FUNCTION_COS,
    QK_FUNCTION_FLOOR,
    QK_FUNCTION_CEIL,
    /// To the nearest integer, ties to the even one.
    QK_FUNCTION_ROUND,
    /// -1, 0 or 1.
    QK_FUNCTION_SIGN,
} qk_function;

enum {
    /// How many functions `qk_function` has: they are numbered from 0.
    QK_FUNCTION_COUNT = QK_FUNCTION_SIGN + 1,
    /// Columns of one panel of packed weights.
    QK_PANEL_COLUMNS = 16,
    /// The greatest rank of a strided kernel.
    QK_MAXIMUM_RANK = 8,
};

/// What happens to a result before it is stored: y = min(max(function(x), minimum), maximum).
///
/// The identity with bounds makes the family of RELU; -inf and inf are no bounds.
typedef struct qk_f32_activation {
    qk_function function;
    /// For the functions that have one.
    float alpha;
    float minimum;
    float maximum;
} qk_f32_activation;

/// How a window slides over an image; sizes in pixels.
///
/// Tap (i, j) of the window at output (y, x) reads the input at
/// (y * stride_height + i * dilation_height - pad_top, x * stride_width + j * dilation_width - pad_left);
/// what lies outside the input is padding. Strides and dilations are at least 1.
typedef struct qk_window {
    size_t input_height;
    size_t input_width;
    size_t output_height;
    size_t output_width;
    size_t kernel_height;
    size_t kernel_width;
    size_t stride_height;
    size_t stride_width;
    size_t dilation_height;
    size_t dilation_width;
    size_t pad_top;
    size_t pad_left;
} qk_window;

#pragma clang assume_nonnull end

#endif
