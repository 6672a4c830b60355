#include "../internal/kernels.h"

#if QK_HAS_NEON

#include "../internal/neon_math.h"

/// Applies an expression of x to all elements, four at a time, then to the rest.
#define EACH(expression)                                                                                               \
    do {                                                                                                               \
        size_t i = 0;                                                                                                  \
        for (; i + 4 <= count; i += 4) {                                                                               \
            float32x4_t x = vld1q_f32(input + i);                                                                      \
            vst1q_f32(output + i, qk_clamp_neon(activation, expression));                                              \
        }                                                                                                              \
        if (i < count) {                                                                                               \
            float32x4_t x = qk_load_first_neon(input + i, count - i);                                                  \
            qk_store_first_neon(output + i, qk_clamp_neon(activation, expression), count - i);                         \
        }                                                                                                              \
    } while (0)

void qk_f32_unary_neon(qk_f32_activation activation, const float *input, float *output, size_t count) {
    float32x4_t alpha = vdupq_n_f32(activation.alpha);
    switch (activation.function) {
    case QK_FUNCTION_IDENTITY: EACH(x); return;
    case QK_FUNCTION_LOGISTIC: EACH(qk_logistic_neon(x)); return;
    case QK_FUNCTION_SWISH: EACH(qk_swish_neon(x)); return;
    case QK_FUNCTION_HARD_SWISH: EACH(qk_hard_swish_neon(x)); return;
    case QK_FUNCTION_TANH: EACH(qk_tanh_neon(x)); return;
    case QK_FUNCTION_ELU: EACH(qk_elu_neon(x, alpha)); return;
    case QK_FUNCTION_LEAKY_RELU: EACH(qk_leaky_relu_neon(x, alpha)); return;
    case QK_FUNCTION_GELU_BY_TANH: EACH(qk_gelu_by_tanh_neon(x)); return;
    case QK_FUNCTION_EXP: EACH(qk_exp_neon(x)); return;
    case QK_FUNCTION_SQRT: EACH(vsqrtq_f32(x)); return;
    case QK_FUNCTION_RSQRT: EACH(vdivq_f32(vdupq_n_f32(1), vsqrtq_f32(x))); return;
    case QK_FUNCTION_SQUARE: EACH(vmulq_f32(x, x)); return;
    case QK_FUNCTION_ABS: EACH(vabsq_f32(x)); return;
    case QK_FUNCTION_NEG: EACH(vnegq_f32(x)); return;
    case QK_FUNCTION_FLOOR: EACH(vrndmq_f32(x)); return;
    case QK_FUNCTION_CEIL: EACH(vrndpq_f32(x)); return;
    case QK_FUNCTION_ROUND: EACH(vrndnq_f32(x)); return;
    case QK_FUNCTION_SIGN: EACH(qk_sign_neon(x)); return;
    case QK_FUNCTION_GELU:
    case QK_FUNCTION_LOG:
    case QK_FUNCTION_SIN:
    case QK_FUNCTION_COS: qk_f32_unary_scalar(activation, input, output, count); return;
    }
}

#endif
