#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"
#include "../internal/binary.h"

/// Applies an expression of x and y along a run in which each input is dense or stands still.
#define EACH(expression)                                                                                               \
    do {                                                                                                               \
        size_t i = 0;                                                                                                  \
        for (; i + 8 <= count; i += 8) {                                                                               \
            __m256 x = a_stands ? a_first : _mm256_loadu_ps(a + i);                                                    \
            __m256 y = b_stands ? b_first : _mm256_loadu_ps(b + i);                                                    \
            _mm256_storeu_ps(c + i, qk_clamp_avx2(bounds, expression));                                                \
        }                                                                                                              \
        if (i < count) {                                                                                               \
            __m256 x = a_stands ? a_first : qk_load_first(a + i, count - i);                                           \
            __m256 y = b_stands ? b_first : qk_load_first(b + i, count - i);                                           \
            qk_store_first(c + i, qk_clamp_avx2(bounds, expression), count - i);                                       \
        }                                                                                                              \
    } while (0)

QK_AVX2_INLINE __m256 squared_difference(__m256 x, __m256 y) {
    __m256 difference = _mm256_sub_ps(x, y);
    return _mm256_mul_ps(difference, difference);
}

QK_AVX2_INLINE void combine_run(
    qk_binary_function function, const float *a, int a_stands, const float *b, int b_stands, float *c, size_t count,
    qk_bounds_avx2 bounds
) {
    __m256 a_first = _mm256_broadcast_ss(a);
    __m256 b_first = _mm256_broadcast_ss(b);
    switch (function) {
    case QK_BINARY_ADD: EACH(_mm256_add_ps(x, y)); return;
    case QK_BINARY_SUB: EACH(_mm256_sub_ps(x, y)); return;
    case QK_BINARY_MUL: EACH(_mm256_mul_ps(x, y)); return;
    case QK_BINARY_DIV: EACH(_mm256_div_ps(x, y)); return;
    case QK_BINARY_MAXIMUM: EACH(qk_maximum_avx2(x, y)); return;
    case QK_BINARY_MINIMUM: EACH(qk_minimum_avx2(x, y)); return;
    case QK_BINARY_SQUARED_DIFFERENCE: EACH(squared_difference(x, y)); return;
    case QK_BINARY_PRELU: EACH(qk_leaky_relu_avx2(x, y)); return;
    case QK_BINARY_POW: return;
    }
}

QK_AVX2 static void combine_dense(
    qk_binary_function function, const float *a, const float *b, float *c, size_t count, qk_bounds_avx2 bounds
) {
    combine_run(function, a, 0, b, 0, c, count, bounds);
}

QK_AVX2 static void combine_with_scalar(
    qk_binary_function function, const float *a, const float *b, float *c, size_t count, qk_bounds_avx2 bounds
) {
    combine_run(function, a, 0, b, 1, c, count, bounds);
}

QK_AVX2 static void combine_scalar_with(
    qk_binary_function function, const float *a, const float *b, float *c, size_t count, qk_bounds_avx2 bounds
) {
    combine_run(function, a, 1, b, 0, c, count, bounds);
}

QK_AVX2 void qk_f32_binary_avx2(const qk_f32_binary *arguments, qk_range elements) {
    const qk_f32_binary *p = arguments;
    assert(elements.begin <= elements.end);
    if (elements.begin == elements.end) return;
    qk_strided shape = qk_merge_axes(p->rank, p->sizes, p->a_strides, p->b_strides);
    size_t last = shape.rank - 1;
    ptrdiff_t a_stride = shape.strides[0][last];
    ptrdiff_t b_stride = shape.strides[1][last];
    int is_scalar = p->function == QK_BINARY_POW || (a_stride != 0 && a_stride != 1)
        || (b_stride != 0 && b_stride != 1) || (a_stride == 0 && b_stride == 0);
    if (is_scalar) {
        qk_f32_binary_scalar(arguments, elements);
        return;
    }
    int is_identity = p->activation.function == QK_FUNCTION_IDENTITY;
    qk_bounds_avx2 bounds = {_mm256_set1_ps(-INFINITY), _mm256_set1_ps(INFINITY)};
    if (is_identity) bounds = qk_bounds_of(p->activation);
    qk_cursor cursor = qk_cursor_at(&shape, elements.begin);
    for (size_t element = elements.begin; element < elements.end;) {
        size_t count = qk_smaller(elements.end - element, shape.sizes[last] - cursor.index[last]);
        const float *a = p->a + cursor.offsets[0];
        const float *b = p->b + cursor.offsets[1];
        float *c = p->c + element;
        if (a_stride == 0) {
            combine_scalar_with(p->function, a, b, c, count, bounds);
        } else if (b_stride == 0) {
            combine_with_scalar(p->function, a, b, c, count, bounds);
        } else {
            combine_dense(p->function, a, b, c, count, bounds);
        }
        if (!is_identity) qk_f32_unary_avx2(p->activation, c, c, count);
        qk_advance(&shape, &cursor, count);
        element += count;
    }
}

#endif
