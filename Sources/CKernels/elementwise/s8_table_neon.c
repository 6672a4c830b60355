#include "../internal/kernels.h"

#if QK_HAS_NEON

#include "../internal/neon_integer.h"

void qk_s8_table_neon(const int8_t *table, const int8_t *input, int8_t *output, size_t count) {
    qk_s8_output_neon rule = qk_spread_output_neon((qk_s8_output){0, INT8_MIN, INT8_MAX, table});
    size_t i = 0;
    for (; i + 16 <= count; i += 16) vst1q_s8(output + i, qk_look_up_neon(rule.table, vld1q_s8(input + i)));
    qk_s8_table_scalar(table, input + i, output + i, count - i);
}

#endif
