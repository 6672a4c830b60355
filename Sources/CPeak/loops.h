/// The loops by instruction set. Each file adds those that its architecture has, with a question to the processor.

#ifndef QK_PEAK_LOOPS_H
#define QK_PEAK_LOOPS_H

#include "CPeak.h"

/// One row of the list.
typedef struct qk_peak_row {
    qk_peak peak;
    int (*is_supported)(void);
} qk_peak_row;

/// The rows of this architecture and how many they are.
extern const qk_peak_row qk_peak_rows[];
extern const size_t qk_peak_row_count;

/// Enough sums to hide the latency of two units, and few enough for the registers of every instruction set.
enum { QK_PEAK_SUMS = 12 };

/// Keeps the compiler from merging steps or leaving them out.
#define QK_PEAK_TOUCH(sums, constraint)                                                                                \
    _Pragma("clang loop unroll(full)") for (size_t i = 0; i < QK_PEAK_SUMS; i++) {                                     \
        __asm__ volatile("" : constraint(sums[i]));                                                                    \
    }

#endif
