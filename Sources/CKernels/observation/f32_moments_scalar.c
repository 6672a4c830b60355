#include "../internal/scalar_math.h"

void qk_f32_moments_scalar(const qk_f32_moments *arguments) {
    const qk_f32_moments a = *arguments;
    for (size_t row = 0; row < a.rows; row++) {
        const float *input = a.input + row * a.columns;
        for (size_t column = 0; column < a.columns; column++) {
            float x = input[column];
            if (x < a.minimum[column]) a.minimum[column] = x;
            if (x > a.maximum[column]) a.maximum[column] = x;
            a.sum[column] += x;
            a.sum_of_squares[column] = qk_fma(x, x, a.sum_of_squares[column]);
        }
    }
}
