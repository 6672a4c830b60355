/// Rounding of integer results: `scalar_integer.h` for 32 sums at a time.

#ifndef QK_INTERNAL_AVX2_INTEGER_H
#define QK_INTERNAL_AVX2_INTEGER_H

#include "avx2_math.h"

/// A table of bytes by the bits of its index, made ready for `qk_look_up`.
///
/// A shuffle looks 16 entries up and gives zero where the index has its highest bit set. Row i holds the differences
/// (by exclusive or) between entries 16 i and 16 (i - 1): with an index that goes down by 16 from row to row and then stays
/// negative, the rows up to the right one add up to its entry, and the others to nothing. The halves have rows of their own.
typedef struct qk_table_avx2 {
    __m128i rows[16];
    /// 16 in every byte. In memory, because compilers make a constant of its own for each multiple of a known one, and
    /// loads are what limits a look-up.
    __m256i step;
} qk_table_avx2;

/// What `qk_s8_output` says, spread over vectors.
typedef struct qk_s8_output_avx2 {
    __m256 greatest;
    __m256i zero_point;
    __m256i minimum;
    __m256i maximum;
    int has_table;
    qk_table_avx2 table;
} qk_s8_output_avx2;

QK_AVX2_INLINE qk_s8_output_avx2 qk_spread_output(qk_s8_output output) {
    qk_s8_output_avx2 spread;
    spread.greatest = _mm256_set1_ps((float)(output.maximum - output.zero_point));
    spread.zero_point = _mm256_set1_epi16((short)output.zero_point);
    spread.minimum = _mm256_set1_epi8(output.minimum);
    spread.maximum = _mm256_set1_epi8(output.maximum);
    spread.has_table = output.table != NULL;
    if (output.table == NULL) return spread;
    spread.table.step = _mm256_set1_epi8(16);
    const __m128i *entries = (const __m128i *)output.table;
    for (size_t row = 0; row < 16; row++) {
        __m128i entry = _mm_loadu_si128(entries + row);
        spread.table.rows[row] = row % 8 == 0 ? entry : _mm_xor_si128(entry, _mm_loadu_si128(entries + row - 1));
    }
    return spread;
}

/// The table's entries for 32 indices.
QK_AVX2_INLINE __m256i qk_look_up(const qk_table_avx2 *table, __m256i index) {
    __m256i step = _mm256_loadu_si256(&table->step);
    __m256i upper = _mm256_xor_si256(index, _mm256_set1_epi8(-128));
    __m256i found = _mm256_setzero_si256();
    __m256i upper_found = _mm256_setzero_si256();
    for (size_t row = 0; row < 8; row++) {
        __m256i entries = _mm256_broadcastsi128_si256(table->rows[row]);
        __m256i upper_entries = _mm256_broadcastsi128_si256(table->rows[row + 8]);
        found = _mm256_xor_si256(found, _mm256_shuffle_epi8(entries, index));
        upper_found = _mm256_xor_si256(upper_found, _mm256_shuffle_epi8(upper_entries, upper));
        index = _mm256_subs_epi8(index, step);
        upper = _mm256_subs_epi8(upper, step);
    }
    return _mm256_xor_si256(found, upper_found);
}

/// Eight sums in units of the output's scale, rounded; too low ones may come out as any low number.
QK_AVX2_INLINE __m256i qk_round_sums(const qk_s8_output_avx2 *output, __m256i sums, __m256 multipliers) {
    __m256 scaled = _mm256_mul_ps(_mm256_cvtepi32_ps(sums), multipliers);
    return _mm256_cvtps_epi32(_mm256_min_ps(scaled, output->greatest));
}

/// The bytes for four vectors of rounded sums and the zero point; each half is made of the vectors' own halves.
QK_AVX2_INLINE __m256i qk_pack_halves(const qk_s8_output_avx2 *output, __m256i a, __m256i b, __m256i c, __m256i d) {
    __m256i low = _mm256_adds_epi16(_mm256_packs_epi32(a, b), output->zero_point);
    __m256i high = _mm256_adds_epi16(_mm256_packs_epi32(c, d), output->zero_point);
    return _mm256_packs_epi16(low, high);
}

/// The results for four vectors of rounded sums, one vector's behind the other's.
QK_AVX2_INLINE __m256i qk_pack_sums(const qk_s8_output_avx2 *output, __m256i a, __m256i b, __m256i c, __m256i d) {
    __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    __m256i bytes = _mm256_permutevar8x32_epi32(qk_pack_halves(output, a, b, c, d), order);
    bytes = _mm256_max_epi8(bytes, output->minimum);
    return output->has_table ? qk_look_up(&output->table, bytes) : bytes;
}

/// Eight numbers, or the first `count` of them and zeros; reads no further.
QK_AVX2_INLINE __m256i qk_load_first_integers(const int32_t *source, size_t count) {
    return count >= 8 ? _mm256_loadu_si256((const __m256i *)source)
                      : _mm256_maskload_epi32(source, qk_first_lanes(count));
}

/// Stores the first `count` of 16 bytes.
QK_AVX2_INLINE void qk_store_first_bytes(int8_t *target, __m128i bytes, size_t count) {
    if (count >= 16) {
        _mm_storeu_si128((__m128i *)target, bytes);
        return;
    }
    int8_t all[16];
    _mm_storeu_si128((__m128i *)all, bytes);
    memcpy(target, all, count);
}

#endif
