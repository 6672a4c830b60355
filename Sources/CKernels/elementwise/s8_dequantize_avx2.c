#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"

QK_AVX2 void qk_s8_dequantize_avx2(
    float scale, int32_t zero_point, const int8_t *input, float *output, size_t count
) {
    __m256 factor = _mm256_set1_ps(scale);
    __m256i origin = _mm256_set1_epi32(zero_point);
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m256i integers = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)(input + i)));
        __m256 reals = _mm256_cvtepi32_ps(_mm256_sub_epi32(integers, origin));
        _mm256_storeu_ps(output + i, _mm256_mul_ps(reals, factor));
    }
    qk_s8_dequantize_scalar(scale, zero_point, input + i, output + i, count - i);
}

#endif
