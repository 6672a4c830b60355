/// What kernels on quantized integers share: how their results are rounded and bounded.

#ifndef QK_INTEGER_H
#define QK_INTEGER_H

#include "qk_base.h"

#pragma clang assume_nonnull begin

enum {
    /// Elements of a table that maps every int8 to an int8.
    QK_TABLE_ELEMENTS = 256,
};

/// How a real number, in units of the output's scale, becomes the int8 that stands for it:
/// q = min(max(round(x) + zero_point, minimum), maximum), rounding ties to the even integer, and then table[q].
///
/// This is what XNNPACK computes, which clamps before or after rounding with the same result.
typedef struct qk_s8_output {
    /// The integer that stands for zero, -128 to 127.
    int32_t zero_point;
    /// Bounds of the result, which make the family of RELU; -128 and 127 are none.
    int8_t minimum;
    int8_t maximum;
    /// `QK_TABLE_ELEMENTS` results by the bits of q, read as uint8, or null for q itself.
    const int8_t *_Nullable table;
} qk_s8_output;

#pragma clang assume_nonnull end

#endif
