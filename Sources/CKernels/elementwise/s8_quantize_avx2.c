#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_integer.h"

QK_AVX2_INLINE __m256i quantize_eight(const qk_s8_output_avx2 *rule, const float *input, __m256 multiplier) {
    // With the bound second, a NaN becomes the bound.
    __m256 scaled = _mm256_mul_ps(_mm256_loadu_ps(input), multiplier);
    return _mm256_cvtps_epi32(_mm256_min_ps(scaled, rule->greatest));
}

QK_AVX2 void qk_s8_quantize_avx2(
    float multiplier, qk_s8_output output_rule, const float *input, int8_t *output, size_t count
) {
    qk_s8_output_avx2 rule = qk_spread_output(output_rule);
    __m256 factor = _mm256_set1_ps(multiplier);
    size_t i = 0;
    for (; i + 32 <= count; i += 32) {
        __m256i bytes = qk_pack_sums(
            &rule, quantize_eight(&rule, input + i, factor), quantize_eight(&rule, input + i + 8, factor),
            quantize_eight(&rule, input + i + 16, factor), quantize_eight(&rule, input + i + 24, factor));
        _mm256_storeu_si256((__m256i *)(output + i), bytes);
    }
    qk_s8_quantize_scalar(multiplier, output_rule, input + i, output + i, count - i);
}

#endif
