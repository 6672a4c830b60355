#include "../internal/scalar_integer.h"

void qk_s8_quantize_scalar(float multiplier, qk_s8_output rule, const float *input, int8_t *output, size_t count) {
    for (size_t i = 0; i < count; i++) {
        float scaled = input[i] * multiplier;
        output[i] = qk_to_s8(rule, scaled == scaled ? scaled : INFINITY);
    }
}
