#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"

QK_AVX2 void qk_f32_rescale_avx2(const qk_f32_rescale *arguments, qk_range rows) {
    const qk_f32_rescale *p = arguments;
    __m256 minimum = _mm256_set1_ps(p->minimum);
    __m256 maximum = _mm256_set1_ps(p->maximum);
    for (size_t row = rows.begin; row < rows.end; row++) {
        __m256 row_scale = _mm256_set1_ps(p->row_scales[row / p->rows_of_scale]);
        float *output = p->output + row * p->columns;
        for (size_t column = 0; column < p->columns; column += 8) {
            size_t count = p->columns - column;
            __m256 x = qk_load_first(output + column, count);
            __m256 column_scale = qk_load_first(p->column_scales + column, count);
            __m256 bias = p->bias == NULL ? _mm256_setzero_ps() : qk_load_first(p->bias + column, count);
            x = p->rounding == QK_STEPS_TO_EVEN
                ? _mm256_fmadd_ps(_mm256_mul_ps(x, row_scale), column_scale, bias)
                : _mm256_add_ps(_mm256_mul_ps(_mm256_mul_ps(x, column_scale), row_scale), bias);
            if (p->residual != NULL) {
                x = _mm256_add_ps(x, qk_load_first(p->residual + row * p->columns + column, count));
            }
            x = qk_at_most_avx2(maximum, qk_at_least_avx2(minimum, x));
            qk_store_first(output + column, x, count);
        }
    }
}

#endif
