#include "../internal/kernels.h"

#if QK_HAS_AVX512

#include "../internal/avx512_math.h"

enum {
    /// Columns that are computed at once: as many streams of weights keep the memory busy.
    COLUMNS = 4,
    /// How far ahead weights are asked for, in elements: they lie in memory, and nothing else hides how far away that is.
    WEIGHTS_AHEAD = 4096,
};

/// The 32 lanes of a column's sum.
typedef struct lanes {
    __m512 lower;
    __m512 upper;
} lanes;

/// Adds lanes pairwise until four are left.
QK_AVX512_INLINE __m128 four_lanes(lanes sums) {
    __m512 sixteen = _mm512_add_ps(sums.lower, sums.upper);
    __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(sixteen), _mm512_extractf32x8_ps(sixteen, 1));
    return _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
}

/// Asks for the weights ahead of the given elements. Rows lie one behind the other, so that a place among those of several
/// rows is one among all.
QK_AVX512_INLINE void ask_ahead(const float *weights, size_t begin, size_t end) {
    for (size_t element = begin; element < end; element += 16) __builtin_prefetch(weights + element + WEIGHTS_AHEAD);
}

/// The products of `COLUMNS` rows of weights with x.
QK_AVX512_INLINE __m128 dots(const float *weights, const float *x, size_t depth) {
    lanes sums[COLUMNS];
    for (size_t c = 0; c < COLUMNS; c++) sums[c] = (lanes){_mm512_setzero_ps(), _mm512_setzero_ps()};
    size_t k = 0;
    for (; k + 32 <= depth; k += 32) {
        ask_ahead(weights, COLUMNS * k, COLUMNS * (k + 32));
        __m512 lower = _mm512_loadu_ps(x + k);
        __m512 upper = _mm512_loadu_ps(x + k + 16);
        _Pragma("clang loop unroll(full)") for (size_t c = 0; c < COLUMNS; c++) {
            const float *source = weights + c * depth + k;
            sums[c].lower = _mm512_fmadd_ps(_mm512_loadu_ps(source), lower, sums[c].lower);
            sums[c].upper = _mm512_fmadd_ps(_mm512_loadu_ps(source + 16), upper, sums[c].upper);
        }
    }
    if (k < depth) {
        ask_ahead(weights, COLUMNS * k, COLUMNS * depth);
        __mmask16 first = qk_lanes_512(depth - k);
        __mmask16 second = qk_lanes_512(depth - k > 16 ? depth - k - 16 : 0);
        __m512 lower = _mm512_maskz_loadu_ps(first, x + k);
        __m512 upper = _mm512_maskz_loadu_ps(second, x + k + 16);
        _Pragma("clang loop unroll(full)") for (size_t c = 0; c < COLUMNS; c++) {
            const float *source = weights + c * depth + k;
            __m512 factors = _mm512_maskz_loadu_ps(first, source);
            sums[c].lower = _mm512_mask3_fmadd_ps(factors, lower, sums[c].lower, first);
            factors = _mm512_maskz_loadu_ps(second, source + 16);
            sums[c].upper = _mm512_mask3_fmadd_ps(factors, upper, sums[c].upper, second);
        }
    }
    __m128 a = four_lanes(sums[0]);
    __m128 b = four_lanes(sums[1]);
    __m128 c = four_lanes(sums[2]);
    __m128 d = four_lanes(sums[3]);
    _MM_TRANSPOSE4_PS(a, b, c, d);
    return _mm_add_ps(_mm_add_ps(a, c), _mm_add_ps(b, d));
}

QK_AVX512 void qk_f32_gemv_avx512(const qk_f32_gemv *arguments, qk_range columns) {
    const qk_f32_gemv *p = arguments;
    assert(columns.begin <= columns.end && columns.end <= p->columns);
    size_t column = columns.begin;
    for (; column + COLUMNS <= columns.end; column += COLUMNS) {
        __m128 bias = p->bias == NULL ? _mm_setzero_ps() : _mm_loadu_ps(p->bias + column);
        _mm_storeu_ps(p->y + column, _mm_add_ps(dots(p->weights + column * p->depth, p->x, p->depth), bias));
    }
    qk_f32_unary_avx512(p->activation, p->y + columns.begin, p->y + columns.begin, column - columns.begin);
    if (column < columns.end) qk_f32_gemv_avx2(p, (qk_range){column, columns.end});
}

#endif
