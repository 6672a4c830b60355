#include "../internal/kernels.h"

#if QK_HAS_AVX512VNNI

#include "../internal/avx512vnni_integer.h"

QK_AVX512VNNI_INLINE __m512i
quantize_sixteen(const qk_s8_output_avx512vnni *rule, const float *input, __m512 multiplier) {
    // With the bound second, a NaN becomes the bound.
    __m512 scaled = _mm512_mul_ps(_mm512_loadu_ps(input), multiplier);
    return _mm512_cvtps_epi32(_mm512_min_ps(scaled, rule->greatest));
}

QK_AVX512VNNI void qk_s8_quantize_avx512vnni(
    float multiplier, qk_s8_output output_rule, const float *input, int8_t *output, size_t count
) {
    qk_s8_output_avx512vnni rule = qk_spread_output_avx512vnni(output_rule);
    __m512 factor = _mm512_set1_ps(multiplier);
    size_t i = 0;
    for (; i + 64 <= count; i += 64) {
        __m512i bytes = qk_pack_sums_avx512vnni(
            &rule, quantize_sixteen(&rule, input + i, factor), quantize_sixteen(&rule, input + i + 16, factor),
            quantize_sixteen(&rule, input + i + 32, factor), quantize_sixteen(&rule, input + i + 48, factor));
        _mm512_storeu_si512(output + i, bytes);
    }
    qk_s8_quantize_scalar(multiplier, output_rule, input + i, output + i, count - i);
}

#endif
