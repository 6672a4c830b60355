/// Matrix products: dense layers and 1x1 convolutions.

#ifndef QK_GEMM_H
#define QK_GEMM_H

#include "qk_base.h"
#include "qk_integer.h"

#pragma clang assume_nonnull begin

/// C = activation(A * B + bias + residual) for row-major matrices.
///
/// Every element is summed in ascending k, from the bias on, by fused multiply-adds, so that all instruction sets and
/// all divisions of the work give the same bits.
typedef struct qk_f32_gemm {
    /// Rows of A and C (M).
    size_t rows;
    /// Columns of B and C (N).
    size_t columns;
    /// Columns of A and rows of B (K).
    size_t depth;
    const float *a;
    /// Elements from one row of A to the next; any value.
    ptrdiff_t a_stride;
    /// B as `f32_gemm_pack` lays it out.
    const float *b;
    /// `columns` elements, or null for zeros.
    const float *_Nullable bias;
    /// Added before the activation, or null; may be C itself with C's stride.
    const float *_Nullable residual;
    ptrdiff_t residual_stride;
    /// Must not overlap A.
    float *c;
    ptrdiff_t c_stride;
    qk_f32_activation activation;
} qk_f32_gemm;

/// The number of panels of `QK_PANEL_COLUMNS` columns that `columns` columns make.
static inline size_t qk_gemm_panels(size_t columns) {
    return (columns + QK_PANEL_COLUMNS - 1) / QK_PANEL_COLUMNS;
}

/// Elements of B when packed: panels * depth * QK_PANEL_COLUMNS. The caller makes sure that it does not overflow.
static inline size_t qk_gemm_packed_elements(size_t columns, size_t depth) {
    return qk_gemm_panels(columns) * QK_PANEL_COLUMNS * depth;
}

/// y = activation(W * x + bias), with the weights as the file has them: for one sample, where packing does not pay.
///
/// Sums run in 32 lanes (k modulo 32), which are then added pairwise.
typedef struct qk_f32_gemv {
    size_t columns;
    size_t depth;
    /// `depth` elements.
    const float *x;
    /// [columns][depth]
    const float *weights;
    const float *_Nullable bias;
    /// `columns` elements.
    float *y;
    qk_f32_activation activation;
} qk_f32_gemv;

/// y = W * x for one sample of int8, with the weights as the file has them; sums and rounding as for `qk_s8_conv`.
typedef struct qk_s8_gemv {
    size_t columns;
    size_t depth;
    /// `depth` elements.
    const int8_t *x;
    /// -128 to 127
    int32_t x_zero_point;
    /// [columns][depth]
    const int8_t *weights;
    /// -128 to 127
    int32_t weight_zero_point;
    /// One for each column, or null for zeros.
    const int32_t *_Nullable bias;
    /// One for each column; positive.
    const float *multipliers;
    qk_s8_output rounding;
    /// `columns` elements.
    int8_t *y;
} qk_s8_gemv;

#pragma clang assume_nonnull end

#endif
