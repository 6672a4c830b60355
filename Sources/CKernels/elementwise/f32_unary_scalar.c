#include "../internal/scalar_math.h"

void qk_f32_unary_scalar(qk_f32_activation activation, const float *input, float *output, size_t count) {
    for (size_t i = 0; i < count; i++) output[i] = qk_activate(activation, input[i]);
}
