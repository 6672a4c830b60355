#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"

QK_AVX2_INLINE float greatest_of(const float *input, size_t count, __m256 beta) {
    __m256 lanes = _mm256_set1_ps(-INFINITY);
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        lanes = qk_maximum_avx2(lanes, _mm256_mul_ps(_mm256_loadu_ps(input + i), beta));
    }
    if (i < count) {
        __m256i mask = qk_first_lanes(count - i);
        __m256 rest = _mm256_mul_ps(_mm256_maskload_ps(input + i, mask), beta);
        lanes = qk_maximum_avx2(
            lanes, _mm256_blendv_ps(_mm256_set1_ps(-INFINITY), rest, _mm256_castsi256_ps(mask)));
    }
    lanes = qk_maximum_avx2(lanes, _mm256_permute2f128_ps(lanes, lanes, 1));
    lanes = qk_maximum_avx2(lanes, _mm256_permute_ps(lanes, 0x4e));
    return _mm256_cvtss_f32(qk_maximum_avx2(lanes, _mm256_permute_ps(lanes, 0xb1)));
}

/// One row; `is_logarithm` is a constant where it is inlined.
QK_AVX2_INLINE void softmax_row(
    const float *input, float *output, size_t count, __m256 beta, const int is_logarithm
) {
    // No negative zero: its sign would depend on the order.
    __m256 greatest = _mm256_set1_ps(greatest_of(input, count, beta) + 0.0f);
    __m256 lanes = _mm256_setzero_ps();
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m256 shifted = _mm256_sub_ps(_mm256_mul_ps(_mm256_loadu_ps(input + i), beta), greatest);
        __m256 e = qk_exp_avx2(shifted);
        lanes = _mm256_add_ps(lanes, e);
        _mm256_storeu_ps(output + i, is_logarithm ? shifted : e);
    }
    if (i < count) {
        __m256i mask = qk_first_lanes(count - i);
        __m256 shifted = _mm256_sub_ps(_mm256_mul_ps(_mm256_maskload_ps(input + i, mask), beta), greatest);
        __m256 e = qk_exp_avx2(shifted);
        lanes = _mm256_add_ps(lanes, _mm256_and_ps(e, _mm256_castsi256_ps(mask)));
        qk_store_first(output + i, is_logarithm ? shifted : e, count - i);
    }
    float sum = qk_horizontal_sum(lanes);
    __m256 term = _mm256_set1_ps(is_logarithm ? logf(sum) : 1 / sum);
    for (i = 0; i < count; i += 8) {
        __m256 value = qk_load_first(output + i, count - i);
        value = is_logarithm ? _mm256_sub_ps(value, term) : _mm256_mul_ps(value, term);
        qk_store_first(output + i, value, count - i);
    }
}

QK_AVX2 void qk_f32_softmax_avx2(const qk_f32_softmax *arguments, qk_range rows) {
    const qk_f32_softmax *p = arguments;
    assert(rows.begin <= rows.end);
    __m256 beta = _mm256_set1_ps(p->beta);
    for (size_t row = rows.begin; row < rows.end; row++) {
        const float *input = p->input + row * p->columns;
        float *output = p->output + row * p->columns;
        if (p->is_logarithm) {
            softmax_row(input, output, p->columns, beta, 1);
        } else {
            softmax_row(input, output, p->columns, beta, 0);
        }
    }
}

#endif
