#include "../internal/scalar_math.h"

void qk_f32_histogram_scalar(const qk_f32_histogram *arguments) {
    const qk_f32_histogram a = *arguments;
    const float last = (float)(a.bin_count - 1);
    for (size_t group = a.phase; group * QK_HISTOGRAM_GROUP < a.count; group += a.step) {
        size_t begin = group * QK_HISTOGRAM_GROUP;
        size_t end = qk_smaller(begin + QK_HISTOGRAM_GROUP, a.count);
        for (size_t i = begin; i < end; i++) {
            float bin = floorf(a.input[i] * a.inverse_width) - (float)a.first_bin;
            a.counts[(int32_t)qk_at_most(last, qk_at_least(0, bin))] += a.weight;
        }
    }
}
