/// Rounding of integer results: `scalar_integer.h` for 64 sums at a time.

#ifndef QK_INTERNAL_AVX512VNNI_INTEGER_H
#define QK_INTERNAL_AVX512VNNI_INTEGER_H

#include "kernels.h"

#include <immintrin.h>

#define QK_AVX512VNNI_INLINE QK_AVX512VNNI static inline __attribute__((always_inline))

/// What `qk_s8_output` says, spread over vectors.
typedef struct qk_s8_output_avx512vnni {
    __m512 greatest;
    __m512i zero_point;
    __m512i minimum;
    __m512i maximum;
    int has_table;
    /// The table's entries in fours of 64.
    __m512i table[4];
} qk_s8_output_avx512vnni;

QK_AVX512VNNI_INLINE qk_s8_output_avx512vnni qk_spread_output_avx512vnni(qk_s8_output output) {
    qk_s8_output_avx512vnni spread;
    spread.greatest = _mm512_set1_ps((float)(output.maximum - output.zero_point));
    spread.zero_point = _mm512_set1_epi16((short)output.zero_point);
    spread.minimum = _mm512_set1_epi8(output.minimum);
    spread.maximum = _mm512_set1_epi8(output.maximum);
    spread.has_table = output.table != NULL;
    for (size_t i = 0; i < 4; i++) {
        spread.table[i] = output.table == NULL ? _mm512_setzero_si512() : _mm512_loadu_si512(output.table + 64 * i);
    }
    return spread;
}

/// The table's entries for 64 indices.
QK_AVX512VNNI_INLINE __m512i qk_look_up_avx512vnni(const __m512i table[4], __m512i index) {
    __m512i lower = _mm512_permutex2var_epi8(table[0], index, table[1]);
    __m512i upper = _mm512_permutex2var_epi8(table[2], index, table[3]);
    return _mm512_mask_blend_epi8(_mm512_movepi8_mask(index), lower, upper);
}

/// Sixteen sums in units of the output's scale, rounded; too low ones may come out as any low number.
QK_AVX512VNNI_INLINE __m512i
qk_round_sums_avx512vnni(const qk_s8_output_avx512vnni *output, __m512i sums, __m512 multipliers) {
    __m512 scaled = _mm512_mul_ps(_mm512_cvtepi32_ps(sums), multipliers);
    return _mm512_cvtps_epi32(_mm512_min_ps(scaled, output->greatest));
}

/// The bytes for four vectors of rounded sums and the zero point; each sixteen is made of the vectors' own sixteens.
QK_AVX512VNNI_INLINE __m512i
qk_pack_sixteens(const qk_s8_output_avx512vnni *output, __m512i a, __m512i b, __m512i c, __m512i d) {
    __m512i low = _mm512_adds_epi16(_mm512_packs_epi32(a, b), output->zero_point);
    __m512i high = _mm512_adds_epi16(_mm512_packs_epi32(c, d), output->zero_point);
    return _mm512_packs_epi16(low, high);
}

/// The bytes for four vectors of rounded sums and the zero point, one vector's behind the other's.
QK_AVX512VNNI_INLINE __m512i
qk_pack_bytes_avx512vnni(const qk_s8_output_avx512vnni *output, __m512i a, __m512i b, __m512i c, __m512i d) {
    __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    return _mm512_permutexvar_epi32(order, qk_pack_sixteens(output, a, b, c, d));
}

/// The results for four vectors of rounded sums, one vector's behind the other's.
QK_AVX512VNNI_INLINE __m512i
qk_pack_sums_avx512vnni(const qk_s8_output_avx512vnni *output, __m512i a, __m512i b, __m512i c, __m512i d) {
    __m512i bytes = _mm512_max_epi8(qk_pack_bytes_avx512vnni(output, a, b, c, d), output->minimum);
    return output->has_table ? qk_look_up_avx512vnni(output->table, bytes) : bytes;
}

/// One of the sixteens of 64 bytes; the number is a constant where it is inlined.
QK_AVX512VNNI_INLINE __m128i qk_sixteen(__m512i bytes, const size_t number) {
    switch (number) {
    case 0: return _mm512_castsi512_si128(bytes);
    case 1: return _mm512_extracti32x4_epi32(bytes, 1);
    case 2: return _mm512_extracti32x4_epi32(bytes, 2);
    default: return _mm512_extracti32x4_epi32(bytes, 3);
    }
}

/// All bits set for the first `count` of 64 bytes, or of 16 lanes; more are as many.
static inline uint64_t qk_first_bits(size_t count) { return count >= 64 ? ~0ull : (1ull << count) - 1; }
static inline uint16_t qk_first_lanes16(size_t count) { return count >= 16 ? 0xFFFF : (uint16_t)((1u << count) - 1); }

#endif
