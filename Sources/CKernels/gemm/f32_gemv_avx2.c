#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"

/// The product of one row of weights with x: 32 lanes in four vectors.
QK_AVX2_INLINE float dot(const float *weights, const float *x, size_t depth) {
    __m256 sums[4];
    for (size_t v = 0; v < 4; v++) sums[v] = _mm256_setzero_ps();
    size_t k = 0;
    for (; k + 32 <= depth; k += 32) {
        __builtin_prefetch(weights + k + QK_WEIGHTS_AHEAD);
        __builtin_prefetch(weights + k + QK_WEIGHTS_AHEAD + 16);
        for (size_t v = 0; v < 4; v++) {
            sums[v] = _mm256_fmadd_ps(_mm256_loadu_ps(weights + k + 8 * v), _mm256_loadu_ps(x + k + 8 * v), sums[v]);
        }
    }
    for (size_t v = 0; k + 8 * v < depth; v++) {
        __m256i mask = qk_first_lanes(qk_smaller(8, depth - k - 8 * v));
        __m256 w = _mm256_maskload_ps(weights + k + 8 * v, mask);
        sums[v] = _mm256_fmadd_ps(w, _mm256_maskload_ps(x + k + 8 * v, mask), sums[v]);
    }
    sums[0] = _mm256_add_ps(sums[0], sums[2]);
    sums[1] = _mm256_add_ps(sums[1], sums[3]);
    return qk_horizontal_sum(_mm256_add_ps(sums[0], sums[1]));
}

QK_AVX2 void qk_f32_gemv_avx2(const qk_f32_gemv *arguments, qk_range columns) {
    const qk_f32_gemv *p = arguments;
    assert(columns.begin <= columns.end && columns.end <= p->columns);
    for (size_t column = columns.begin; column < columns.end; column++) {
        float bias = p->bias == NULL ? 0 : p->bias[column];
        p->y[column] = dot(p->weights + column * p->depth, p->x, p->depth) + bias;
    }
    qk_f32_unary_avx2(p->activation, p->y + columns.begin, p->y + columns.begin, columns.end - columns.begin);
}

#endif
