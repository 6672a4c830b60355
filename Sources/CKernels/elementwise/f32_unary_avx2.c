#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"

/// Applies an expression of x to all elements, eight at a time, then to the rest.
#define EACH(expression)                                                                                               \
    do {                                                                                                               \
        size_t i = 0;                                                                                                  \
        for (; i + 8 <= count; i += 8) {                                                                               \
            __m256 x = _mm256_loadu_ps(input + i);                                                                     \
            _mm256_storeu_ps(output + i, qk_clamp_avx2(bounds, expression));                                           \
        }                                                                                                              \
        if (i < count) {                                                                                               \
            __m256 x = qk_load_first(input + i, count - i);                                                            \
            qk_store_first(output + i, qk_clamp_avx2(bounds, expression), count - i);                                  \
        }                                                                                                              \
    } while (0)

QK_AVX2 void qk_f32_unary_avx2(qk_f32_activation activation, const float *input, float *output, size_t count) {
    qk_bounds_avx2 bounds = qk_bounds_of(activation);
    __m256 alpha = _mm256_set1_ps(activation.alpha);
    __m256 sign_bit = _mm256_set1_ps(-0.0f);
    switch (activation.function) {
    case QK_FUNCTION_IDENTITY: EACH(x); return;
    case QK_FUNCTION_LOGISTIC: EACH(qk_logistic_avx2(x)); return;
    case QK_FUNCTION_SWISH: EACH(qk_swish_avx2(x)); return;
    case QK_FUNCTION_HARD_SWISH: EACH(qk_hard_swish_avx2(x)); return;
    case QK_FUNCTION_TANH: EACH(qk_tanh_avx2(x)); return;
    case QK_FUNCTION_ELU: EACH(qk_elu_avx2(x, alpha)); return;
    case QK_FUNCTION_LEAKY_RELU: EACH(qk_leaky_relu_avx2(x, alpha)); return;
    case QK_FUNCTION_GELU_BY_TANH: EACH(qk_gelu_by_tanh_avx2(x)); return;
    case QK_FUNCTION_EXP: EACH(qk_exp_avx2(x)); return;
    case QK_FUNCTION_SQRT: EACH(_mm256_sqrt_ps(x)); return;
    case QK_FUNCTION_RSQRT: EACH(_mm256_div_ps(_mm256_set1_ps(1), _mm256_sqrt_ps(x))); return;
    case QK_FUNCTION_SQUARE: EACH(_mm256_mul_ps(x, x)); return;
    case QK_FUNCTION_ABS: EACH(_mm256_andnot_ps(sign_bit, x)); return;
    case QK_FUNCTION_NEG: EACH(_mm256_xor_ps(sign_bit, x)); return;
    case QK_FUNCTION_FLOOR: EACH(_mm256_floor_ps(x)); return;
    case QK_FUNCTION_CEIL: EACH(_mm256_ceil_ps(x)); return;
    case QK_FUNCTION_ROUND: EACH(_mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)); return;
    case QK_FUNCTION_SIGN: EACH(qk_sign_avx2(x)); return;
    case QK_FUNCTION_GELU:
    case QK_FUNCTION_LOG:
    case QK_FUNCTION_SIN:
    case QK_FUNCTION_COS: qk_f32_unary_scalar(activation, input, output, count); return;
    }
}

#endif
