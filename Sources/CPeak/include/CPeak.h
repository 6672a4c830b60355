/// What the processor's arithmetic units can do at best, to compare kernels with.

#ifndef CPEAK_H
#define CPEAK_H

#include <stddef.h>

#pragma clang assume_nonnull begin

/// What a loop multiplies and adds.
typedef enum qk_peak_element {
    QK_PEAK_FLOAT32,
    /// Products of int8 in sums of int32.
    QK_PEAK_INT8,
} qk_peak_element;

/// A loop of independent multiply-accumulates in registers, by one instruction.
typedef struct qk_peak {
    /// The instruction set: "avx2", "avx512", "avx512vnni", …
    const char *instruction_set;
    qk_peak_element element;
    /// Multiply-accumulates of one step of the loop.
    size_t work;
    /// Does some steps.
    void (*run)(size_t steps);
} qk_peak;

/// The loops that this processor runs; null from the end of the list on.
const qk_peak *_Nullable qk_peak_at(size_t index);

#pragma clang assume_nonnull end

#endif
