#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_integer.h"
#include "../internal/s8_binary.h"

/// A rule spread over vectors.
typedef struct spread_rule {
    __m256i upper_multipliers;
    __m256i lower_multipliers;
    __m256i bias;
    __m128i shift;
    __m256i a_zero_point;
    __m256i b_zero_point;
    __m256 multiplier;
    __m256i maximum;
    qk_s8_output_avx2 output;
} spread_rule;

QK_AVX2_INLINE spread_rule spread(const qk_s8_binary_rule *rule) {
    return (spread_rule){
        .upper_multipliers = _mm256_set1_epi32(qk_upper_multipliers(rule)),
        // As int16, for products with 256 times the operands.
        .lower_multipliers = _mm256_srli_epi32(_mm256_set1_epi32(qk_lower_multipliers(rule)), 8),
        .bias = _mm256_set1_epi32(rule->bias),
        .shift = _mm_cvtsi32_si128(rule->shift),
        .a_zero_point = _mm256_set1_epi32(rule->a_zero_point),
        .b_zero_point = _mm256_set1_epi32(rule->b_zero_point),
        .multiplier = _mm256_set1_ps(rule->multiplier),
        .maximum = _mm256_set1_epi8(rule->output.maximum),
        .output = qk_spread_output(rule->output),
    };
}

QK_AVX2_INLINE __m256i widen(const int8_t *source) {
    return _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)source));
}

/// Sums of eight pairs of int16, which are 256 times their elements.
QK_AVX2_INLINE __m256i add_pairs(const spread_rule *rule, __m256i pairs) {
    __m256i upper = _mm256_add_epi32(_mm256_madd_epi16(pairs, rule->upper_multipliers), rule->bias);
    __m256i lower = _mm256_srai_epi32(_mm256_madd_epi16(pairs, rule->lower_multipliers), 8);
    return _mm256_sra_epi32(_mm256_add_epi32(upper, lower), rule->shift);
}

/// Adds 32 elements.
QK_AVX2_INLINE __m256i add(const spread_rule *rule, __m256i a, __m256i b) {
    __m256i zero = _mm256_setzero_si256();
    __m256i first = _mm256_unpacklo_epi8(a, b);
    __m256i second = _mm256_unpackhi_epi8(a, b);
    __m256i bytes = qk_pack_halves(
        &rule->output, add_pairs(rule, _mm256_unpacklo_epi8(zero, first)),
        add_pairs(rule, _mm256_unpackhi_epi8(zero, first)), add_pairs(rule, _mm256_unpacklo_epi8(zero, second)),
        add_pairs(rule, _mm256_unpackhi_epi8(zero, second)));
    return _mm256_min_epi8(_mm256_max_epi8(bytes, rule->output.minimum), rule->maximum);
}

QK_AVX2_INLINE __m256i multiply_eight(const spread_rule *rule, const int8_t *a, __m256i b) {
    __m256i product = _mm256_mullo_epi32(_mm256_sub_epi32(widen(a), rule->a_zero_point), b);
    return qk_round_sums(&rule->output, product, rule->multiplier);
}

/// b without its zero point.
QK_AVX2_INLINE __m256i factor(const spread_rule *rule, __m256i b) { return _mm256_sub_epi32(b, rule->b_zero_point); }

/// Combines 32 elements of A and of B, or of A and one element of B that is repeated.
QK_AVX2_INLINE __m256i combine_block(
    qk_s8_binary_function function, const spread_rule *rule, const int8_t *a, const int8_t *b, const int b_stands
) {
    if (function == QK_S8_BINARY_MUL) {
        __m256i still = factor(rule, _mm256_set1_epi32(*b));
#define EIGHT(part) multiply_eight(rule, a + part, b_stands ? still : factor(rule, widen(b + part)))
        __m256i bytes = qk_pack_sums(&rule->output, EIGHT(0), EIGHT(8), EIGHT(16), EIGHT(24));
#undef EIGHT
        return bytes;
    }
    __m256i x = _mm256_loadu_si256((const __m256i *)a);
    __m256i y = b_stands ? _mm256_set1_epi8(*b) : _mm256_loadu_si256((const __m256i *)b);
    __m256i bytes = function == QK_S8_BINARY_ADD ? add(rule, x, y)
        : function == QK_S8_BINARY_MAXIMUM ? _mm256_max_epi8(x, y)
                                           : _mm256_min_epi8(x, y);
    return rule->output.has_table ? qk_look_up(&rule->output.table, bytes) : bytes;
}

/// Combines a run in which A is dense and B is dense or stands still.
QK_AVX2_INLINE void combine_run(
    qk_s8_binary_function function, const spread_rule *rule, const int8_t *a, const int8_t *b, int8_t *c, size_t count,
    const int b_stands
) {
    size_t i = 0;
    for (; i + 32 <= count; i += 32) {
        __m256i bytes = combine_block(function, rule, a + i, b_stands ? b : b + i, b_stands);
        _mm256_storeu_si256((__m256i *)(c + i), bytes);
    }
    if (i == count) return;
    int8_t last_a[32] = {0};
    int8_t last_b[32] = {0};
    int8_t last_c[32];
    memcpy(last_a, a + i, count - i);
    memcpy(last_b, b_stands ? b : b + i, b_stands ? 1 : count - i);
    _mm256_storeu_si256((__m256i *)last_c, combine_block(function, rule, last_a, last_b, b_stands));
    memcpy(c + i, last_c, count - i);
}

QK_AVX2 static void combine(
    const void *spread_rule_of_runs, qk_s8_binary_function function, const int8_t *a, const int8_t *b, int8_t *c,
    size_t count, int b_stands
) {
    const spread_rule *rule = spread_rule_of_runs;
#define RUN(named)                                                                                                     \
    do {                                                                                                               \
        if (b_stands) {                                                                                                \
            combine_run(named, rule, a, b, c, count, 1);                                                               \
        } else {                                                                                                       \
            combine_run(named, rule, a, b, c, count, 0);                                                               \
        }                                                                                                              \
    } while (0)
    switch (function) {
    case QK_S8_BINARY_ADD: RUN(QK_S8_BINARY_ADD); return;
    case QK_S8_BINARY_MUL: RUN(QK_S8_BINARY_MUL); return;
    case QK_S8_BINARY_MAXIMUM: RUN(QK_S8_BINARY_MAXIMUM); return;
    case QK_S8_BINARY_MINIMUM: RUN(QK_S8_BINARY_MINIMUM); return;
    case QK_S8_BINARY_PAIR: return;
    }
#undef RUN
}

QK_AVX2 void qk_s8_binary_avx2(const qk_s8_binary *arguments, qk_range elements) {
    assert(elements.begin <= elements.end);
    if (elements.begin == elements.end) return;
    qk_s8_runs runs;
    if (!qk_find_s8_runs(arguments, &runs)) {
        qk_s8_binary_scalar(arguments, elements);
        return;
    }
    spread_rule rule = spread(&runs.binary.rule);
    qk_combine_s8_runs(&runs, elements, combine, &rule);
}

#endif
