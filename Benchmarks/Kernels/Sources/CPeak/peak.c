#include "CPeak.h"

#if defined(__x86_64__)

#include <immintrin.h>

__attribute__((target("avx2,fma"))) static float run(size_t steps) {
    __m256 sums[12];
    __m256 factor = _mm256_set1_ps(0.999f);
    __m256 term = _mm256_set1_ps(0.001f);
    for (size_t i = 0; i < 12; i++) sums[i] = _mm256_set1_ps((float)i);
    for (size_t step = 0; step < steps; step++) {
        _Pragma("clang loop unroll(full)") for (size_t i = 0; i < 12; i++) {
            sums[i] = _mm256_fmadd_ps(sums[i], factor, term);
        }
        // Keeps the compiler from merging steps.
        __asm__ volatile("" : "+x"(factor));
    }
    for (size_t i = 1; i < 12; i++) sums[0] = _mm256_add_ps(sums[0], sums[i]);
    return _mm256_cvtss_f32(sums[0]);
}

float qk_peak_fused_multiply_adds(size_t steps) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? run(steps) : 0;
}

#else

float qk_peak_fused_multiply_adds(size_t steps) {
    (void)steps;
    return 0;
}

#endif
