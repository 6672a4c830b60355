#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"

/// Bounds that are kept apart, so that none waits for the one before.
enum { LANES = 4 };

QK_AVX2 qk_f32_extremes qk_f32_extremes_avx2(const float *input, size_t count) {
    __m256 minimum[LANES];
    __m256 maximum[LANES];
    // A mask is -1 as an integer, so that these count downwards; no array is so long that one of them wraps.
    __m256i nans[LANES];
    size_t nan_count = 0;
    for (size_t lane = 0; lane < LANES; lane++) {
        minimum[lane] = _mm256_set1_ps(INFINITY);
        maximum[lane] = _mm256_set1_ps(-INFINITY);
        nans[lane] = _mm256_setzero_si256();
    }
    size_t i = 0;
    for (; i + 8 * LANES <= count; i += 8 * LANES) {
        _Pragma("clang loop unroll(full)") for (size_t lane = 0; lane < LANES; lane++) {
            __m256 x = _mm256_loadu_ps(input + i + 8 * lane);
            // With the new value first, a NaN leaves the bound as it was.
            minimum[lane] = _mm256_min_ps(x, minimum[lane]);
            maximum[lane] = _mm256_max_ps(x, maximum[lane]);
            nans[lane] = _mm256_add_epi32(nans[lane], _mm256_castps_si256(_mm256_cmp_ps(x, x, _CMP_UNORD_Q)));
        }
    }
    for (size_t lane = 0; lane < LANES; lane++) {
        minimum[0] = _mm256_min_ps(minimum[lane], minimum[0]);
        maximum[0] = _mm256_max_ps(maximum[lane], maximum[0]);
        int32_t counts[8];
        _mm256_storeu_si256((__m256i *)counts, nans[lane]);
        for (size_t j = 0; j < 8; j++) nan_count += (uint32_t)0 - (uint32_t)counts[j];
    }
    qk_f32_extremes rest = qk_f32_extremes_scalar(input + i, count - i);
    float least = qk_horizontal_minimum(minimum[0]);
    float greatest = qk_horizontal_maximum(maximum[0]);
    return (qk_f32_extremes){
        (rest.minimum < least ? rest.minimum : least) + 0.0f,
        (rest.maximum > greatest ? rest.maximum : greatest) + 0.0f,
        nan_count + rest.nan_count,
    };
}

#endif
