#include "../internal/kernels.h"

#if QK_HAS_AVX512VNNI

#include "../internal/avx512vnni_integer.h"

QK_AVX512VNNI void qk_s8_table_avx512vnni(const int8_t *table, const int8_t *input, int8_t *output, size_t count) {
    qk_s8_output_avx512vnni rule = qk_spread_output_avx512vnni((qk_s8_output){0, INT8_MIN, INT8_MAX, table});
    size_t i = 0;
    for (; i + 64 <= count; i += 64) {
        _mm512_storeu_si512(output + i, qk_look_up_avx512vnni(rule.table, _mm512_loadu_si512(input + i)));
    }
    if (i == count) return;
    __mmask64 rest = qk_first_bits(count - i);
    __m512i index = _mm512_maskz_loadu_epi8(rest, input + i);
    _mm512_mask_storeu_epi8(output + i, rest, qk_look_up_avx512vnni(rule.table, index));
}

#endif
