/// What the processor can do at best, to compare kernels with.

#ifndef CPEAK_H
#define CPEAK_H

#include <stddef.h>

/// Does `steps` times 12 independent fused multiply-adds of 8 numbers (96 multiply-accumulates) and returns something
/// that depends on all of them. Returns 0 where the processor has no AVX2 and FMA.
float qk_peak_fused_multiply_adds(size_t steps);

#endif
