#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"

typedef struct accumulators {
    __m256 minimum;
    __m256 maximum;
    __m256 sum;
    __m256 sum_of_squares;
} accumulators;

/// The accumulators of `count` columns, at most 8.
QK_AVX2_INLINE accumulators load_accumulators(const qk_f32_moments *a, size_t column, size_t count) {
    return (accumulators){
        qk_load_first(a->minimum + column, count),
        qk_load_first(a->maximum + column, count),
        qk_load_first(a->sum + column, count),
        qk_load_first(a->sum_of_squares + column, count),
    };
}

QK_AVX2_INLINE void store_accumulators(const qk_f32_moments *a, size_t column, size_t count, accumulators s) {
    qk_store_first(a->minimum + column, s.minimum, count);
    qk_store_first(a->maximum + column, s.maximum, count);
    qk_store_first(a->sum + column, s.sum, count);
    qk_store_first(a->sum_of_squares + column, s.sum_of_squares, count);
}

QK_AVX2_INLINE void add_row(accumulators *s, __m256 x) {
    // With the new value first, a NaN leaves the bound as it was.
    s->minimum = _mm256_min_ps(x, s->minimum);
    s->maximum = _mm256_max_ps(x, s->maximum);
    s->sum = _mm256_add_ps(s->sum, x);
    s->sum_of_squares = _mm256_fmadd_ps(x, x, s->sum_of_squares);
}

QK_AVX2 void qk_f32_moments_avx2(const qk_f32_moments *arguments) {
    const qk_f32_moments a = *arguments;
    size_t column = 0;
    for (; column + 16 <= a.columns; column += 16) {
        accumulators low = load_accumulators(&a, column, 8);
        accumulators high = load_accumulators(&a, column + 8, 8);
        const float *input = a.input + column;
        for (size_t row = 0; row < a.rows; row++, input += a.columns) {
            add_row(&low, _mm256_loadu_ps(input));
            add_row(&high, _mm256_loadu_ps(input + 8));
        }
        store_accumulators(&a, column, 8, low);
        store_accumulators(&a, column + 8, 8, high);
    }
    for (; column < a.columns; column += 8) {
        size_t count = qk_smaller(a.columns - column, 8);
        accumulators s = load_accumulators(&a, column, count);
        const float *input = a.input + column;
        for (size_t row = 0; row < a.rows; row++, input += a.columns) add_row(&s, qk_load_first(input, count));
        store_accumulators(&a, column, count, s);
    }
}

#endif
