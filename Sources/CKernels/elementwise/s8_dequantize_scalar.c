#include "../internal/kernels.h"

void qk_s8_dequantize_scalar(float scale, int32_t zero_point, const int8_t *input, float *output, size_t count) {
    for (size_t i = 0; i < count; i++) output[i] = (float)(input[i] - zero_point) * scale;
}
