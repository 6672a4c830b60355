/// Products of float32 activations and integer weights: activations are quantized row by row while the model runs.
///
/// Between the two kernels here, an ordinary float32 product multiplies and adds integers, which is exact while sums
/// stay below 2^24.

#ifndef QK_HYBRID_H
#define QK_HYBRID_H

#include "qk_base.h"

#pragma clang assume_nonnull begin

/// How a real number becomes an integer.
typedef enum qk_step_rounding {
    /// round(x / scale) + zero point, ties to the even integer: XNNPACK.
    QK_STEPS_TO_EVEN,
    /// round(zero point + x / scale), ties away from zero: TFLite.
    QK_STEPS_AWAY_FROM_ZERO,
} qk_step_rounding;

/// Quantizes numbers to int8 and gives each one's distance from the zero point, as a float.
typedef struct qk_f32_steps {
    qk_step_rounding rounding;
    /// The reciprocal of the scale; positive.
    float steps_per_unit;
    /// An integer from -128 to 127.
    float zero_point;
    const float *input;
    float *output;
} qk_f32_steps;

/// Turns sums of steps in place into real numbers:
/// y = min(max(x * row scale * column scale + bias + residual, minimum), maximum).
typedef struct qk_f32_rescale {
    /// `QK_STEPS_TO_EVEN`: fused(x * row scale, column scale, bias). `QK_STEPS_AWAY_FROM_ZERO`:
    /// x * column scale * row scale + bias, each rounded. As the two do it.
    qk_step_rounding rounding;
    size_t columns;
    /// One for every `rows_of_scale` rows.
    const float *row_scales;
    size_t rows_of_scale;
    /// `columns` elements.
    const float *column_scales;
    /// `columns` elements, or null for zeros.
    const float *_Nullable bias;
    /// As dense as the output, or null.
    const float *_Nullable residual;
    float minimum;
    float maximum;
    /// Dense rows of `columns` elements.
    float *output;
} qk_f32_rescale;

#pragma clang assume_nonnull end

#endif
