#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_integer.h"

QK_AVX2 void qk_s8_table_avx2(const int8_t *table, const int8_t *input, int8_t *output, size_t count) {
    // Short runs are not worth laying out the table.
    if (count < 128) {
        qk_s8_table_scalar(table, input, output, count);
        return;
    }
    qk_s8_output_avx2 rule = qk_spread_output((qk_s8_output){0, INT8_MIN, INT8_MAX, table});
    size_t i = 0;
    for (; i + 32 <= count; i += 32) {
        __m256i index = _mm256_loadu_si256((const __m256i *)(input + i));
        _mm256_storeu_si256((__m256i *)(output + i), qk_look_up(&rule.table, index));
    }
    qk_s8_table_scalar(table, input + i, output + i, count - i);
}

#endif
