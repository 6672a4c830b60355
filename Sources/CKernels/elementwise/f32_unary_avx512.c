#include "../internal/kernels.h"

#if QK_HAS_AVX512

#include "../internal/avx512_math.h"

/// Applies an expression of x to all elements, sixteen at a time, then to the rest.
#define EACH(expression)                                                                                               \
    do {                                                                                                               \
        size_t i = 0;                                                                                                  \
        _Pragma("clang loop unroll_count(2)") for (; i + 16 <= count; i += 16) {                                       \
            __m512 x = _mm512_loadu_ps(input + i);                                                                     \
            _mm512_storeu_ps(output + i, expression);                                                                  \
        }                                                                                                              \
        if (i < count) {                                                                                               \
            __mmask16 lanes = qk_lanes_512(count - i);                                                                 \
            __m512 x = _mm512_maskz_loadu_ps(lanes, input + i);                                                        \
            _mm512_mask_storeu_ps(output + i, lanes, expression);                                                      \
        }                                                                                                              \
    } while (0)

QK_AVX512 static void clamp(qk_f32_activation activation, const float *input, float *output, size_t count) {
    qk_bounds_avx512 bounds = qk_bounds_of_avx512(activation);
    EACH(qk_clamp_avx512(bounds, x));
}

QK_AVX512 static void swish(const float *input, float *output, size_t count) {
    enum { STEP = QK_SWISH_VECTORS * 16 };
    for (; count >= STEP; input += STEP, output += STEP, count -= STEP) {
        __m512 x[QK_SWISH_VECTORS];
        QK_UNROLL for (size_t v = 0; v < QK_SWISH_VECTORS; v++) x[v] = _mm512_loadu_ps(input + 16 * v);
        qk_swish_vectors_avx512(x, QK_SWISH_VECTORS);
        QK_UNROLL for (size_t v = 0; v < QK_SWISH_VECTORS; v++) _mm512_storeu_ps(output + 16 * v, x[v]);
    }
    EACH(qk_swish_avx512(x));
}

QK_AVX512 void qk_f32_unary_avx512(qk_f32_activation activation, const float *input, float *output, size_t count) {
    switch (activation.function) {
    case QK_FUNCTION_IDENTITY: clamp(activation, input, output, count); return;
    case QK_FUNCTION_LOGISTIC: EACH(qk_logistic_avx512(x)); break;
    case QK_FUNCTION_SWISH: swish(input, output, count); break;
    case QK_FUNCTION_HARD_SWISH: EACH(qk_hard_swish_avx512(x)); break;
    default: qk_f32_unary_avx2(activation, input, output, count); return;
    }
    if (qk_has_bounds(activation)) clamp(activation, output, output, count);
}

#endif
