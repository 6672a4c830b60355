#include "../internal/kernels.h"

#if QK_HAS_AVX512

#include "../internal/avx512_math.h"

/// Applies an expression of x to all elements, sixteen at a time, then to the rest.
#define EACH(expression)                                                                                               \
    do {                                                                                                               \
        size_t i = 0;                                                                                                  \
        for (; i + 16 <= count; i += 16) {                                                                             \
            __m512 x = _mm512_loadu_ps(input + i);                                                                     \
            _mm512_storeu_ps(output + i, qk_clamp_avx512(bounds, expression));                                         \
        }                                                                                                              \
        if (i < count) {                                                                                               \
            __mmask16 lanes = qk_lanes_512(count - i);                                                                 \
            __m512 x = _mm512_maskz_loadu_ps(lanes, input + i);                                                        \
            _mm512_mask_storeu_ps(output + i, lanes, qk_clamp_avx512(bounds, expression));                             \
        }                                                                                                              \
    } while (0)

QK_AVX512 void qk_f32_unary_avx512(qk_f32_activation activation, const float *input, float *output, size_t count) {
    qk_bounds_avx512 bounds = qk_bounds_of_avx512(activation);
    switch (activation.function) {
    case QK_FUNCTION_IDENTITY: EACH(x); return;
    case QK_FUNCTION_LOGISTIC: EACH(qk_logistic_avx512(x)); return;
    case QK_FUNCTION_SWISH: EACH(qk_swish_avx512(x)); return;
    case QK_FUNCTION_HARD_SWISH: EACH(qk_hard_swish_avx512(x)); return;
    default: qk_f32_unary_avx2(activation, input, output, count); return;
    }
}

#endif
