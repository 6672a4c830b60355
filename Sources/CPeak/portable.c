#include "loops.h"

#if !defined(__x86_64__)

/// Four numbers, which every architecture with a vector unit takes at once.
typedef float float32_vector __attribute__((vector_size(16)));
typedef int int32_vector __attribute__((vector_size(16)));

#if defined(__aarch64__)
#define VECTOR_CONSTRAINT "+w"
#else
#define VECTOR_CONSTRAINT "+m"
#endif

#define LOOP(name, vector)                                                                                             \
    static void name(size_t steps) {                                                                                   \
        vector sums[QK_PEAK_SUMS] = {{0}};                                                                             \
        vector factor = {0};                                                                                           \
        vector other = {0};                                                                                            \
        __asm__ volatile("" : VECTOR_CONSTRAINT(factor), VECTOR_CONSTRAINT(other));                                    \
        for (size_t step = 0; step < steps; step++) {                                                                  \
            _Pragma("clang loop unroll(full)") for (size_t i = 0; i < QK_PEAK_SUMS; i++) {                             \
                __asm__ volatile("" : VECTOR_CONSTRAINT(factor));                                                      \
                sums[i] += factor * other;                                                                             \
            }                                                                                                          \
            QK_PEAK_TOUCH(sums, VECTOR_CONSTRAINT)                                                                     \
        }                                                                                                              \
    }

LOOP(float32_portable, float32_vector)
LOOP(int8_portable, int32_vector)

static int always(void) { return 1; }

#if defined(__aarch64__)
#define NAME "neon"
#else
#define NAME "scalar"
#endif

#if defined(__aarch64__)

#include <arm_neon.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif

__attribute__((target("dotprod"))) static void int8_dotprod(size_t steps) {
    int32x4_t sums[QK_PEAK_SUMS];
    int8x16_t factor = vdupq_n_s8(0);
    int8x16_t other = vdupq_n_s8(0);
    __asm__ volatile("" : "+w"(factor), "+w"(other));
    for (size_t i = 0; i < QK_PEAK_SUMS; i++) sums[i] = vdupq_n_s32(0);
    for (size_t step = 0; step < steps; step++) {
        _Pragma("clang loop unroll(full)") for (size_t i = 0; i < QK_PEAK_SUMS; i++) {
            __asm__ volatile("" : "+w"(factor));
            sums[i] = vdotq_s32(sums[i], factor, other);
        }
        QK_PEAK_TOUCH(sums, "+w")
    }
}

static int has_dotprod(void) {
#if defined(__linux__)
    return (getauxval(AT_HWCAP) >> 20) & 1;
#else
    return 1;
#endif
}
#endif

const qk_peak_row qk_peak_rows[] = {
    {{NAME, QK_PEAK_FLOAT32, 4 * QK_PEAK_SUMS, float32_portable}, always},
    {{NAME, QK_PEAK_INT8, 4 * QK_PEAK_SUMS, int8_portable}, always},
#if defined(__aarch64__)
    {{"dotprod", QK_PEAK_INT8, 16 * QK_PEAK_SUMS, int8_dotprod}, has_dotprod},
#endif
};
const size_t qk_peak_row_count = sizeof qk_peak_rows / sizeof qk_peak_rows[0];

#endif
