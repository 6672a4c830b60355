#include "../internal/scalar_math.h"

qk_f32_extremes qk_f32_extremes_scalar(const float *input, size_t count) {
    qk_f32_extremes result = {INFINITY, -INFINITY, 0};
    for (size_t i = 0; i < count; i++) {
        if (input[i] < result.minimum) result.minimum = input[i];
        if (input[i] > result.maximum) result.maximum = input[i];
        if (input[i] != input[i]) result.nan_count++;
    }
    // A zero has no sign here, since its sign would depend on the order.
    result.minimum += 0.0f;
    result.maximum += 0.0f;
    return result;
}
