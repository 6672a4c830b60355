/// What the tests share: random cases, memory that notices strays, and the comparison with the scalar kernels.

#ifndef SUPPORT_H
#define SUPPORT_H

#include "CKernels.h"

#include <stdbool.h>

/// The kernels under test and those that they are compared with.
typedef struct tables {
    const qk_kernels *tested;
    const qk_kernels *scalar;
} tables;

/// A test of a kernel, and of those that lay memory out for it: compares it with the scalar one over many shapes.
typedef struct kernel_test {
    /// Their names in the table, the kernel's first; null behind the last.
    const char *kernels[5];
    void (*run)(const tables *tables);
} kernel_test;

extern const kernel_test float_tests[];
extern const size_t float_test_count;
extern const kernel_test integer_tests[];
extern const size_t integer_test_count;

/// Starts a reproducible sequence of numbers.
void seed(uint64_t value);
/// A number from `least` to `greatest`.
int64_t between(int64_t least, int64_t greatest);
/// Whether something holds that holds once in `times`.
bool once_in(int64_t times);
/// A number from -1 to 1.
float real(void);

/// Memory that lives until `release`. It ends where the next page is forbidden, so that a kernel that reads or writes
/// too far crashes.
void *fenced(size_t bytes);
int8_t *fenced_bytes(size_t count);
float *fenced_floats(size_t count);
int32_t *fenced_integers(size_t count, int32_t least, int32_t greatest);

/// Memory for a result: fenced, filled with a pattern, and with as much in front of it that has to keep the pattern.
void *result(size_t bytes);
/// Expects that nothing in front of a result was written.
void expect_intact(const void *result, size_t bytes, const char *what);

/// Releases all memory of a case.
void release(void);

/// A window over a small image, with output of at least one pixel.
qk_window random_window(void);
size_t input_pixels(const qk_window *window);
size_t output_pixels(const qk_window *window);
/// Describes a window; the text lives until the next call.
const char *describe(const qk_window *window);

/// Expects the same bits, but for NaN of any kind.
void expect_same_floats(const float *values, const float *expected, size_t count, const char *what);
void expect_same_bytes(const int8_t *values, const int8_t *expected, size_t count, const char *what);

/// Expectations that were checked, and that failed.
extern size_t checked;
extern size_t failed;

#endif
