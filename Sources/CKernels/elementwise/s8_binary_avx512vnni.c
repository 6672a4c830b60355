#include "../internal/kernels.h"

#if QK_HAS_AVX512VNNI

#include "../internal/avx512vnni_integer.h"
#include "../internal/s8_binary.h"

#define UNROLL _Pragma("clang loop unroll(full)")

/// A rule spread over vectors.
typedef struct spread_rule {
    __m512i upper_multipliers;
    __m512i lower_multipliers;
    __m512i bias;
    __m512i shift;
    __m512 a_zero_point;
    __m512i b_zero_point;
    __m512 multiplier;
    __m512i maximum;
    qk_s8_output_avx512vnni output;
} spread_rule;

QK_AVX512VNNI_INLINE spread_rule spread(const qk_s8_binary_rule *rule) {
    return (spread_rule){
        .upper_multipliers = _mm512_set1_epi32(qk_upper_multipliers(rule)),
        .lower_multipliers = _mm512_set1_epi32(qk_lower_multipliers(rule)),
        .bias = _mm512_set1_epi32(rule->bias),
        .shift = _mm512_set1_epi32(rule->shift),
        .a_zero_point = _mm512_set1_ps((float)rule->a_zero_point),
        .b_zero_point = _mm512_set1_epi32(rule->b_zero_point),
        .multiplier = _mm512_set1_ps(rule->multiplier),
        .maximum = _mm512_set1_epi8(rule->output.maximum),
        .output = qk_spread_output_avx512vnni(rule->output),
    };
}

/// The second operand of 64 elements as its function takes it.
typedef struct operand {
    /// The elements.
    __m512i bytes;
    /// MUL: the elements less their zero point, and these times that of A.
    __m512 factors[4];
    __m512 offsets[4];
} operand;

/// Sixteen bytes as int32.
QK_AVX512VNNI_INLINE __m512i widen(const int8_t *bytes) {
    return _mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)bytes));
}

QK_AVX512VNNI_INLINE operand
prepare(const qk_s8_binary_function function, const spread_rule *rule, const int8_t *b) {
    operand result;
    result.bytes = _mm512_loadu_si512(b);
    if (function != QK_S8_BINARY_MUL) return result;
    UNROLL for (size_t i = 0; i < 4; i++) {
        __m512i number = widen(b + 16 * i);
        result.factors[i] = _mm512_cvtepi32_ps(_mm512_sub_epi32(number, rule->b_zero_point));
        result.offsets[i] = _mm512_mul_ps(result.factors[i], rule->a_zero_point);
    }
    return result;
}

/// Sums of sixteen pairs of int16, which are 256 times their elements.
QK_AVX512VNNI_INLINE __m512i add_pairs(const spread_rule *rule, __m512i pairs) {
    __m512i sums = _mm512_dpwssd_epi32(rule->bias, pairs, rule->upper_multipliers);
    // The upper bytes of the pairs are the elements themselves.
    sums = _mm512_dpbusd_epi32(sums, rule->lower_multipliers, pairs);
    return _mm512_srav_epi32(sums, rule->shift);
}

/// Adds 64 elements.
QK_AVX512VNNI_INLINE __m512i add(const spread_rule *rule, __m512i a, __m512i b) {
    __m512i zero = _mm512_setzero_si512();
    __m512i first = _mm512_unpacklo_epi8(a, b);
    __m512i second = _mm512_unpackhi_epi8(a, b);
    __m512i bytes = qk_pack_sixteens(
        &rule->output, add_pairs(rule, _mm512_unpacklo_epi8(zero, first)),
        add_pairs(rule, _mm512_unpackhi_epi8(zero, first)), add_pairs(rule, _mm512_unpacklo_epi8(zero, second)),
        add_pairs(rule, _mm512_unpackhi_epi8(zero, second)));
    return _mm512_min_epi8(_mm512_max_epi8(bytes, rule->output.minimum), rule->maximum);
}

/// Combines 64 elements.
QK_AVX512VNNI_INLINE __m512i
combine(const qk_s8_binary_function function, const spread_rule *rule, const int8_t *a, const operand *b) {
    if (function != QK_S8_BINARY_MUL) {
        __m512i bytes = _mm512_loadu_si512(a);
        bytes = function == QK_S8_BINARY_ADD ? add(rule, bytes, b->bytes)
            : function == QK_S8_BINARY_MAXIMUM ? _mm512_max_epi8(bytes, b->bytes)
                                               : _mm512_min_epi8(bytes, b->bytes);
        return rule->output.has_table ? qk_look_up_avx512vnni(rule->output.table, bytes) : bytes;
    }
    __m512i sums[4];
    UNROLL for (size_t i = 0; i < 4; i++) {
        // All of it is integers of at most 17 bits, which float32 has exactly.
        __m512 number = _mm512_cvtepi32_ps(widen(a + 16 * i));
        __m512 product = _mm512_fmsub_ps(number, b->factors[i], b->offsets[i]);
        __m512 scaled = _mm512_mul_ps(product, rule->multiplier);
        sums[i] = _mm512_cvtps_epi32(_mm512_min_ps(scaled, rule->output.greatest));
    }
    return qk_pack_sums_avx512vnni(&rule->output, sums[0], sums[1], sums[2], sums[3]);
}

/// Combines `count` elements, fewer than 64.
QK_AVX512VNNI_INLINE void combine_few(
    const qk_s8_binary_function function, const spread_rule *rule, const int8_t *a, const int8_t *b, int8_t *c,
    size_t count, const int b_stands
) {
    __mmask64 valid = qk_first_bits(count);
    int8_t all_a[64];
    int8_t all_b[64];
    _mm512_storeu_si512(all_a, _mm512_maskz_loadu_epi8(valid, a));
    _mm512_storeu_si512(all_b, b_stands ? _mm512_set1_epi8(*b) : _mm512_maskz_loadu_epi8(valid, b));
    operand other = prepare(function, rule, all_b);
    _mm512_mask_storeu_epi8(c, valid, combine(function, rule, all_a, &other));
}

/// Combines a run in which A is dense and B is dense or stands still.
QK_AVX512VNNI_INLINE void combine_run(
    const qk_s8_binary_function function, const spread_rule *rule, const int8_t *a, const int8_t *b, int8_t *c,
    size_t count, const int b_stands
) {
    size_t i = 0;
    if (b_stands) {
        int8_t all_b[64];
        _mm512_storeu_si512(all_b, _mm512_set1_epi8(*b));
        const operand standing = prepare(function, rule, all_b);
        for (; i + 64 <= count; i += 64) _mm512_storeu_si512(c + i, combine(function, rule, a + i, &standing));
    } else {
        for (; i + 64 <= count; i += 64) {
            operand moving = prepare(function, rule, b + i);
            _mm512_storeu_si512(c + i, combine(function, rule, a + i, &moving));
        }
    }
    if (i < count) combine_few(function, rule, a + i, b_stands ? b : b + i, c + i, count - i, b_stands);
}

/// Rows of `size` bytes that fill whole vectors together.
static inline size_t rows_of_vectors(size_t size) {
    size_t rows = 64;
    for (; rows > 1 && size % 2 == 0; size /= 2) rows /= 2;
    return rows;
}

/// Combines dense rows of A with one row B that serves all of them, column by column, so that B is made ready once.
QK_AVX512VNNI_INLINE void combine_rows(
    const qk_s8_binary_function function, const spread_rule *rule, const int8_t *a, const int8_t *b, int8_t *c,
    size_t size, size_t rows
) {
    size_t group = rows_of_vectors(size);
    size_t stride = group * size;
    size_t groups = rows / group;
    size_t first = 0;
    for (size_t column = 0; groups > 0 && column < stride; column += 64) {
        int8_t part[64];
        for (size_t i = 0; i < 64;) {
            size_t count = qk_smaller(size - first, 64 - i);
            if (count == 64) {
                _mm512_storeu_si512(part, _mm512_loadu_si512(b + first));
            } else {
                memcpy(part + i, b + first, count);
            }
            i += count;
            first += count;
            if (first == size) first = 0;
        }
        const operand repeated = prepare(function, rule, part);
        for (size_t i = 0; i < groups; i++) {
            size_t place = i * stride + column;
            _mm512_storeu_si512(c + place, combine(function, rule, a + place, &repeated));
        }
    }
    for (size_t row = groups * group; row < rows; row++) {
        combine_run(function, rule, a + row * size, b, c + row * size, size, 0);
    }
}

/// Combines `rows` rows of `size` elements. B is one row for all of them, or one element.
QK_AVX512VNNI static void dispatch(
    const spread_rule *shared, qk_s8_binary_function function, const int8_t *a, const int8_t *b, int8_t *c, size_t size,
    size_t rows, int b_stands
) {
    // A copy, because stores of bytes could change what is in memory.
    const spread_rule rule = *shared;
#define RUN(named)                                                                                                     \
    do {                                                                                                               \
        if (rows > 1) {                                                                                                \
            combine_rows(named, &rule, a, b, c, size, rows);                                                            \
        } else if (b_stands) {                                                                                         \
            combine_run(named, &rule, a, b, c, size, 1);                                                                \
        } else {                                                                                                       \
            combine_run(named, &rule, a, b, c, size, 0);                                                                \
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

QK_AVX512VNNI void qk_s8_binary_avx512vnni(const qk_s8_binary *arguments, qk_range elements) {
    assert(elements.begin <= elements.end);
    if (elements.begin == elements.end) return;
    qk_s8_binary p = *arguments;
    qk_strided shape = qk_merge_axes(p.rank, p.sizes, p.a_strides, p.b_strides);
    size_t last = shape.rank - 1;
    if (shape.strides[0][last] == 0 || (last > 0 && shape.strides[0][last - 1] == 0)) {
        p = qk_exchanged(p);
        shape = qk_merge_axes(p.rank, p.sizes, p.a_strides, p.b_strides);
    }
    ptrdiff_t b_stride = shape.strides[1][last];
    if (p.rule.function == QK_S8_BINARY_PAIR || shape.strides[0][last] != 1 || (b_stride != 0 && b_stride != 1)) {
        qk_s8_binary_scalar(arguments, elements);
        return;
    }
    spread_rule rule = spread(&p.rule);
    size_t row_size = shape.sizes[last];
    // A row of B serves all rows of the axis before: the gates of the channels of an image.
    int is_repeated = last > 0 && b_stride == 1 && shape.strides[1][last - 1] == 0
        && shape.strides[0][last - 1] == (ptrdiff_t)row_size;
    qk_cursor cursor = qk_cursor_at(&shape, elements.begin);
    for (size_t element = elements.begin; element < elements.end;) {
        const int8_t *a = p.a + cursor.offsets[0];
        const int8_t *b = p.b + cursor.offsets[1];
        size_t left = elements.end - element;
        size_t rows = 1;
        if (is_repeated && cursor.index[last] == 0) {
            rows = qk_smaller(left / row_size, shape.sizes[last - 1] - cursor.index[last - 1]);
            rows = qk_larger(rows, 1);
        }
        size_t count = qk_smaller(left, row_size - cursor.index[last]);
        dispatch(&rule, p.rule.function, a, b, p.c + element, count, rows, b_stride == 0);
        element += rows * count;
        // Anew rather than row by row: an image has thousands.
        cursor = qk_cursor_at(&shape, element);
    }
}

#endif
