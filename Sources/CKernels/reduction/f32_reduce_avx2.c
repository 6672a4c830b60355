#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"

QK_AVX2_INLINE __m256 first_value(const qk_reduce_function function) {
    switch (function) {
    case QK_REDUCE_SUM:
    case QK_REDUCE_MEAN: return _mm256_setzero_ps();
    case QK_REDUCE_MAX: return _mm256_set1_ps(-INFINITY);
    case QK_REDUCE_MIN: return _mm256_set1_ps(INFINITY);
    case QK_REDUCE_PRODUCT: return _mm256_set1_ps(1);
    }
}

QK_AVX2_INLINE __m256 reduce_two(const qk_reduce_function function, __m256 a, __m256 b) {
    switch (function) {
    case QK_REDUCE_SUM:
    case QK_REDUCE_MEAN: return _mm256_add_ps(a, b);
    case QK_REDUCE_MAX: return qk_maximum_avx2(a, b);
    case QK_REDUCE_MIN: return qk_minimum_avx2(a, b);
    case QK_REDUCE_PRODUCT: return _mm256_mul_ps(a, b);
    }
}

/// Combines lanes 4 apart, then 2, then 1.
QK_AVX2_INLINE float reduce_lanes(const qk_reduce_function function, __m256 lanes) {
    lanes = reduce_two(function, lanes, _mm256_permute2f128_ps(lanes, lanes, 1));
    lanes = reduce_two(function, lanes, _mm256_permute_ps(lanes, 0x4e));
    return _mm256_cvtss_f32(reduce_two(function, lanes, _mm256_permute_ps(lanes, 0xb1)));
}

QK_AVX2_INLINE float reduce_row(const qk_reduce_function function, const float *row, size_t size) {
    __m256 lanes = first_value(function);
    size_t r = 0;
    for (; r + 8 <= size; r += 8) lanes = reduce_two(function, lanes, _mm256_loadu_ps(row + r));
    if (r < size) {
        __m256i mask = qk_first_lanes(size - r);
        __m256 rest = _mm256_maskload_ps(row + r, mask);
        rest = _mm256_blendv_ps(first_value(function), rest, _mm256_castsi256_ps(mask));
        lanes = reduce_two(function, lanes, rest);
    }
    return reduce_lanes(function, lanes);
}

/// Reduces 8 * vectors columns side by side; `vectors` is a constant where it is inlined.
QK_AVX2_INLINE void reduce_columns(
    const qk_reduce_function function, const float *input, float *output, size_t size, size_t stride, __m256 factor,
    const size_t vectors
) {
    __m256 results[4];
    _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) results[v] = first_value(function);
    for (size_t r = 0; r < size; r++, input += stride) {
        _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) {
            results[v] = reduce_two(function, results[v], _mm256_loadu_ps(input + 8 * v));
        }
    }
    _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) {
        if (function == QK_REDUCE_MEAN) results[v] = _mm256_mul_ps(results[v], factor);
        _mm256_storeu_ps(output + 8 * v, results[v]);
    }
}

/// Everything for one function, which is a constant where it is inlined.
QK_AVX2_INLINE void reduce_all(
    const qk_reduce_function function, const qk_f32_reduce *p, qk_range outer, qk_range inner
) {
    float scale = 1 / (float)p->mean_count;
    __m256 factor = _mm256_set1_ps(scale);
    for (size_t o = outer.begin; o < outer.end; o++) {
        const float *input = p->input + o * p->size * p->inner;
        float *output = p->output + o * p->inner;
        size_t i = inner.begin;
        if (p->inner == 1) {
            if (i == inner.end) continue;
            float result = reduce_row(function, input, p->size);
            output[0] = function == QK_REDUCE_MEAN ? result * scale : result;
            continue;
        }
        for (; i + 32 <= inner.end; i += 32) {
            reduce_columns(function, input + i, output + i, p->size, p->inner, factor, 4);
        }
        for (; i + 8 <= inner.end; i += 8) {
            reduce_columns(function, input + i, output + i, p->size, p->inner, factor, 1);
        }
        if (i < inner.end) {
            size_t rest = inner.end - i;
            __m256 result = first_value(function);
            for (size_t r = 0; r < p->size; r++) {
                result = reduce_two(function, result, qk_load_first(input + r * p->inner + i, rest));
            }
            if (function == QK_REDUCE_MEAN) result = _mm256_mul_ps(result, factor);
            qk_store_first(output + i, result, rest);
        }
    }
}

QK_AVX2 void qk_f32_reduce_avx2(const qk_f32_reduce *arguments, qk_range outer, qk_range inner) {
    const qk_f32_reduce *p = arguments;
    assert(p->size > 0);
    assert(outer.begin <= outer.end && outer.end <= p->outer);
    assert(inner.begin <= inner.end && inner.end <= p->inner);
    switch (p->function) {
    case QK_REDUCE_SUM: reduce_all(QK_REDUCE_SUM, p, outer, inner); return;
    case QK_REDUCE_MEAN: reduce_all(QK_REDUCE_MEAN, p, outer, inner); return;
    case QK_REDUCE_MAX: reduce_all(QK_REDUCE_MAX, p, outer, inner); return;
    case QK_REDUCE_MIN: reduce_all(QK_REDUCE_MIN, p, outer, inner); return;
    case QK_REDUCE_PRODUCT: reduce_all(QK_REDUCE_PRODUCT, p, outer, inner); return;
    }
}

#endif
