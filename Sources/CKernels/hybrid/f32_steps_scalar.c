#include "../internal/scalar_math.h"

/// To the nearest integer, ties away from zero.
static float round_away(float x) {
    float whole = truncf(fabsf(x));
    if (fabsf(x) - whole >= 0.5f) whole += 1;
    return copysignf(whole, x);
}

void qk_f32_steps_scalar(const qk_f32_steps *arguments, qk_range elements) {
    const qk_f32_steps *p = arguments;
    float least = -128 - p->zero_point;
    float greatest = 127 - p->zero_point;
    for (size_t i = elements.begin; i < elements.end; i++) {
        float x = p->input[i] * p->steps_per_unit;
        x = p->rounding == QK_STEPS_TO_EVEN ? rintf(x) : round_away(p->zero_point + x) - p->zero_point;
        p->output[i] = qk_at_most(greatest, qk_at_least(least, x));
    }
}
