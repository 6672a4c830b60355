#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"

QK_AVX2 qk_f32_extremes qk_f32_extremes_avx2(const float *input, size_t count) {
    __m256 minimum = _mm256_set1_ps(INFINITY);
    __m256 maximum = _mm256_set1_ps(-INFINITY);
    size_t nan_count = 0;
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        __m256 x = _mm256_loadu_ps(input + i);
        __m256 y = _mm256_loadu_ps(input + i + 8);
        // With the new value first, a NaN leaves the bound as it was.
        minimum = _mm256_min_ps(y, _mm256_min_ps(x, minimum));
        maximum = _mm256_max_ps(y, _mm256_max_ps(x, maximum));
        unsigned nans = (unsigned)_mm256_movemask_ps(_mm256_cmp_ps(x, y, _CMP_UNORD_Q));
        if (nans != 0) {
            nan_count += (size_t)__builtin_popcount((unsigned)_mm256_movemask_ps(_mm256_cmp_ps(x, x, _CMP_UNORD_Q)));
            nan_count += (size_t)__builtin_popcount((unsigned)_mm256_movemask_ps(_mm256_cmp_ps(y, y, _CMP_UNORD_Q)));
        }
    }
    qk_f32_extremes rest = qk_f32_extremes_scalar(input + i, count - i);
    float least = qk_horizontal_minimum(minimum);
    float greatest = qk_horizontal_maximum(maximum);
    return (qk_f32_extremes){
        (rest.minimum < least ? rest.minimum : least) + 0.0f,
        (rest.maximum > greatest ? rest.maximum : greatest) + 0.0f,
        nan_count + rest.nan_count,
    };
}

#endif
