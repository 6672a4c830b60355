#include "../internal/kernels.h"

void qk_s8_table_scalar(const int8_t *table, const int8_t *input, int8_t *output, size_t count) {
    for (size_t i = 0; i < count; i++) output[i] = table[(uint8_t)input[i]];
}
