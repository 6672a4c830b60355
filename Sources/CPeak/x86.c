#include "loops.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define LOOP(name, features, vector, zero, body)                                                                       \
    __attribute__((target(features))) static void name(size_t steps) {                                                 \
        vector sums[QK_PEAK_SUMS];                                                                                     \
        vector factor = zero();                                                                                        \
        vector other = zero();                                                                                         \
        __asm__ volatile("" : "+v"(factor), "+v"(other));                                                              \
        for (size_t i = 0; i < QK_PEAK_SUMS; i++) sums[i] = zero();                                                    \
        for (size_t step = 0; step < steps; step++) {                                                                  \
            _Pragma("clang loop unroll(full)") for (size_t i = 0; i < QK_PEAK_SUMS; i++) {                             \
                __asm__ volatile("" : "+v"(factor));                                                                   \
                sums[i] = body;                                                                                        \
            }                                                                                                          \
            QK_PEAK_TOUCH(sums, "+v")                                                                                  \
        }                                                                                                              \
    }

LOOP(float32_avx2, "avx2,fma", __m256, _mm256_setzero_ps, _mm256_fmadd_ps(factor, other, sums[i]))
LOOP(float32_avx512, "avx512f", __m512, _mm512_setzero_ps, _mm512_fmadd_ps(factor, other, sums[i]))
LOOP(
    int8_avx2, "avx2", __m256i, _mm256_setzero_si256, _mm256_add_epi32(sums[i], _mm256_madd_epi16(factor, other)))
LOOP(int8_avxvnni, "avx2,avxvnni", __m256i, _mm256_setzero_si256, _mm256_dpbusd_avx_epi32(sums[i], factor, other))
LOOP(
    int8_avx512vnni, "avx512f,avx512vnni", __m512i, _mm512_setzero_si512, _mm512_dpbusd_epi32(sums[i], factor, other))

static int has_avx2(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static int has_avx512(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f");
}

static int has_avxvnni(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("avxvnni");
}

static int has_avx512vnni(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni");
}

const qk_peak_row qk_peak_rows[] = {
    {{"avx2", QK_PEAK_FLOAT32, 8 * QK_PEAK_SUMS, float32_avx2}, has_avx2},
    {{"avx512", QK_PEAK_FLOAT32, 16 * QK_PEAK_SUMS, float32_avx512}, has_avx512},
    {{"avx2", QK_PEAK_INT8, 16 * QK_PEAK_SUMS, int8_avx2}, has_avx2},
    {{"avxvnni", QK_PEAK_INT8, 32 * QK_PEAK_SUMS, int8_avxvnni}, has_avxvnni},
    {{"avx512vnni", QK_PEAK_INT8, 64 * QK_PEAK_SUMS, int8_avx512vnni}, has_avx512vnni},
};
const size_t qk_peak_row_count = sizeof qk_peak_rows / sizeof qk_peak_rows[0];

#endif
