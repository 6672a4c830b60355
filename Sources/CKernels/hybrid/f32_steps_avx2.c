#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"

/// To the nearest integers, ties away from zero.
QK_AVX2_INLINE __m256 round_away(__m256 x) {
    __m256 sign = _mm256_set1_ps(-0.0f);
    __m256 magnitude = _mm256_andnot_ps(sign, x);
    __m256 whole = _mm256_round_ps(magnitude, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
    __m256 is_upper = _mm256_cmp_ps(_mm256_sub_ps(magnitude, whole), _mm256_set1_ps(0.5f), _CMP_GE_OQ);
    whole = _mm256_add_ps(whole, _mm256_and_ps(is_upper, _mm256_set1_ps(1)));
    return _mm256_or_ps(whole, _mm256_and_ps(sign, x));
}

QK_AVX2 void qk_f32_steps_avx2(const qk_f32_steps *arguments, qk_range elements) {
    const qk_f32_steps *p = arguments;
    __m256 zero_point = _mm256_set1_ps(p->zero_point);
    __m256 steps = _mm256_set1_ps(p->steps_per_unit);
    __m256 least = _mm256_set1_ps(-128 - p->zero_point);
    __m256 greatest = _mm256_set1_ps(127 - p->zero_point);
    size_t i = elements.begin;
    for (; i + 8 <= elements.end; i += 8) {
        __m256 x = _mm256_mul_ps(_mm256_loadu_ps(p->input + i), steps);
        x = p->rounding == QK_STEPS_TO_EVEN
            ? _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)
            : _mm256_sub_ps(round_away(_mm256_add_ps(zero_point, x)), zero_point);
        _mm256_storeu_ps(p->output + i, qk_at_most_avx2(greatest, qk_at_least_avx2(least, x)));
    }
    qk_f32_steps_scalar(p, (qk_range){i, elements.end});
}

#endif
