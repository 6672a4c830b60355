/// What calibration sees of a value while a model runs.

#ifndef QK_OBSERVE_H
#define QK_OBSERVE_H

#include "qk_base.h"

#pragma clang assume_nonnull begin

/// Extremes and moments of each column of a dense matrix [rows][columns], added to what the arrays hold.
///
/// The rows of a column are added up one after the other. Extremes leave NaN out; a sum is not finite where an element
/// is not, so that nothing has to be counted.
typedef struct qk_f32_moments {
    size_t rows;
    size_t columns;
    const float *input;
    /// `columns` numbers each.
    float *minimum;
    float *maximum;
    float *sum;
    float *sum_of_squares;
} qk_f32_moments;

enum {
    /// Neighbours that `f32_histogram` counts or leaves out together.
    QK_HISTOGRAM_GROUP = 8,
};

/// Counts how many elements lie in each bin: bin b holds b * width <= x < (b + 1) * width.
///
/// Of the groups of `QK_HISTOGRAM_GROUP` elements, those numbered phase, phase + step, … are counted; the last group may
/// be shorter.
typedef struct qk_f32_histogram {
    size_t count;
    /// Finite numbers.
    const float *input;
    /// 1 / width, a power of two.
    float inverse_width;
    /// The bin of `counts[0]`, and how many there are. What lies outside is counted at the nearer end.
    int32_t first_bin;
    int32_t bin_count;
    /// At least 1.
    size_t step;
    size_t phase;
    /// What is added for one element.
    uint64_t weight;
    uint64_t *counts;
} qk_f32_histogram;

#pragma clang assume_nonnull end

#endif
