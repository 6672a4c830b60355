/// Tiles of matrix products with packed panels: the sums stay in registers until all of k is done.

#ifndef QK_INTERNAL_AVX512_PRODUCT_H
#define QK_INTERNAL_AVX512_PRODUCT_H

#include "avx512_math.h"
#include "tile_output.h"

enum {
    /// The most rows of a tile of two panels, 9 of one of three: with weights and a factor, the sums fill the registers.
    QK_TILE_ROWS_512 = 14,
    /// The most panels side by side.
    QK_TILE_PANELS = 3,
};

/// The sums of a tile. All functions here are inlined with constants for rows and vectors, and then these are registers.
///
/// Vectors are halves of panels. Where their number is odd, the last half panel would waste the other half of its
/// registers: it has the sums of two rows in each of them, of the even row in the lower half.
typedef struct qk_sums_avx512 {
    __m512 of[QK_TILE_ROWS_512][QK_TILE_PANELS];
    __m512 pairs[QK_TILE_ROWS_512 / 2];
} qk_sums_avx512;

/// The lanes of a panel of a tile that are there: all but for the last.
QK_AVX512_INLINE __mmask16 qk_panel_lanes(const qk_tile_output *output, size_t panel, const size_t vectors) {
    return 2 * panel + 2 == vectors ? qk_lanes_512(output->columns - QK_PANEL_COLUMNS * panel) : 0xffff;
}

/// The lanes of the half panel of a tile that are there.
QK_AVX512_INLINE __mmask8 qk_half_lanes(const qk_tile_output *output, const size_t vectors) {
    return (__mmask8)qk_lanes_512(output->columns - 8 * (vectors - 1));
}

/// Eight numbers twice.
QK_AVX512_INLINE __m512 qk_twice_avx512(__m256 x) { return _mm512_broadcast_f32x8(x); }

/// Starts all rows with the bias.
QK_AVX512_INLINE void qk_start_sums_avx512(
    qk_sums_avx512 *sums, const qk_tile_output *output, const size_t rows, const size_t vectors
) {
    QK_UNROLL for (size_t v = 0; v < vectors / 2; v++) {
        __m512 bias = _mm512_setzero_ps();
        if (output->bias != NULL) {
            __mmask16 lanes = qk_panel_lanes(output, v, vectors);
            bias = _mm512_maskz_loadu_ps(lanes, output->bias + QK_PANEL_COLUMNS * v);
        }
        QK_UNROLL for (size_t r = 0; r < rows; r++) sums->of[r][v] = bias;
    }
    if (vectors % 2 == 0) return;
    __m256 bias = _mm256_setzero_ps();
    if (output->bias != NULL) {
        bias = _mm256_maskz_loadu_ps(qk_half_lanes(output, vectors), output->bias + 8 * (vectors - 1));
    }
    QK_UNROLL for (size_t r = 0; r < rows; r += 2) sums->pairs[r / 2] = qk_twice_avx512(bias);
}

/// Adds a product to a sum and leaves it in its register: the compiler's own choice moves and spills half of the sums of a
/// tile in every turn of the loop.
QK_AVX512_INLINE void qk_add_product_avx512(__m512 *sum, __m512 value, __m512 weight) {
    __asm__("vfmadd231ps %2, %1, %0" : "+v"(*sum) : "v"(value), "v"(weight));
}

/// `qk_add_product_avx512` with a number in memory for all lanes, which takes nothing but the multiplication.
QK_AVX512_INLINE void qk_add_product_of_avx512(__m512 *sum, const float *value, __m512 weight) {
    __asm__("vfmadd231ps %2%{1to16%}, %1, %0" : "+v"(*sum) : "v"(weight), "m"(*value));
}

/// A number in all lanes. The instruction for floats, which the compiler would take, keeps a Zen 4 from multiplying.
QK_AVX512_INLINE __m512 qk_spread_avx512(const float *value) {
    __m512 spread;
    __asm__("vpbroadcastd %1, %0" : "=v"(spread) : "m"(*value));
    return spread;
}

/// The lower half of a vector, and a number in the upper half, in one operation that any unit does: the compiler would make
/// it a permutation.
QK_AVX512_INLINE __m512 qk_pair_avx512(__m512 lower, const float *upper) {
    __asm__("vblendmps %1%{1to16%}, %0, %0 %{%2%}" : "+v"(lower) : "m"(*upper), "Yk"((__mmask16)0xff00));
    return lower;
}

/// Weights that a tile asks for while it multiplies others: `step` elements in each turn of its loop, from `next` on.
typedef struct qk_asked {
    const float *next;
    size_t step;
} qk_asked;

/// The step of each of the tiles of a group of panels, which ask for the next panels together: a single tile would ask
/// faster than memory answers, and wait.
static inline size_t qk_asked_step(qk_range panels, size_t tiles) {
    uint32_t elements = (uint32_t)(panels.end - panels.begin) * QK_PANEL_COLUMNS;
    return (elements + (uint32_t)tiles - 1) / (uint32_t)qk_larger(1, tiles);
}

/// What the tile with this number asks for; nothing, where those before it do so for all. Nobody minds if nothing lies
/// behind the last panels.
static inline qk_asked qk_asked_by(const float *b, size_t depth, qk_range panels, size_t tile, size_t step) {
    size_t elements = (panels.end - panels.begin) * QK_PANEL_COLUMNS;
    const float *next = b + (panels.end * QK_PANEL_COLUMNS + tile * step) * depth;
    return (qk_asked){next, tile * step < elements ? step : 0};
}

/// Adds the products of `depth` elements from each row of A, and as many rows of panels that lie `panel_stride` apart.
QK_AVX512_INLINE void qk_add_products_avx512(
    qk_sums_avx512 *sums, const float *a, ptrdiff_t a_stride, const float *b, size_t panel_stride, size_t depth,
    qk_asked *asked, const size_t rows, const size_t vectors
) {
    const size_t panels = vectors / 2;
    const int has_half = vectors % 2;
    // Unrolled, the compiler would load all factors first and run out of registers.
    _Pragma("clang loop unroll(disable)") for (size_t k = 0; k < depth; k++) {
        __m512 weights[QK_TILE_PANELS];
        QK_UNROLL for (size_t v = 0; v < panels + has_half; v++) {
            const float *source = b + v * panel_stride;
            weights[v] = v < panels ? _mm512_loadu_ps(source) : qk_twice_avx512(_mm256_loadu_ps(source));
        }
        __builtin_prefetch(asked->next, 0, 2);
        // Three lines are the most. A loop over them would take longer than the multiplications of a tile of few rows.
        if (asked->step > QK_PANEL_COLUMNS) {
            __builtin_prefetch(asked->next + QK_PANEL_COLUMNS, 0, 2);
            __builtin_prefetch(asked->next + asked->step - QK_PANEL_COLUMNS, 0, 2);
        }
        asked->next += asked->step;
        __m512 even = _mm512_setzero_ps();
        QK_UNROLL for (size_t r = 0; r < rows; r++) {
            const float *value = a + (ptrdiff_t)r * a_stride;
            if (panels > 1) {
                __m512 spread = qk_spread_avx512(value);
                QK_UNROLL for (size_t v = 0; v < panels; v++) {
                    qk_add_product_avx512(&sums->of[r][v], spread, weights[v]);
                }
            } else if (panels == 1) {
                qk_add_product_of_avx512(&sums->of[r][0], value, weights[0]);
            }
            if (has_half && r % 2 == 0) even = qk_spread_avx512(value);
            if (has_half && r % 2 == 1) even = qk_pair_avx512(even, value);
            if (has_half && (r % 2 == 1 || r + 1 == rows)) {
                qk_add_product_avx512(&sums->pairs[r / 2], even, weights[panels]);
            }
            // Keeps the factors of the next rows from being loaded ahead, for which there are no registers.
            __asm__ volatile("" ::: "memory");
        }
        a++;
        b += QK_PANEL_COLUMNS;
    }
}

/// Adds the residual of a tile.
QK_AVX512_INLINE void qk_add_residual_avx512(
    qk_sums_avx512 *sums, const qk_tile_output *output, const size_t rows, const size_t vectors
) {
    QK_UNROLL for (size_t r = 0; r < rows; r++) {
        const float *residual = output->residual + (ptrdiff_t)r * output->residual_stride;
        QK_UNROLL for (size_t v = 0; v < vectors / 2; v++) {
            __m512 addend = _mm512_maskz_loadu_ps(qk_panel_lanes(output, v, vectors), residual + QK_PANEL_COLUMNS * v);
            sums->of[r][v] = _mm512_add_ps(sums->of[r][v], addend);
        }
        if (vectors % 2 == 0) continue;
        __m256 half = _mm256_maskz_loadu_ps(qk_half_lanes(output, vectors), residual + 8 * (vectors - 1));
        __m512 addend = _mm512_zextps256_ps512(half);
        if (r % 2 == 1) addend = _mm512_insertf32x8(_mm512_setzero_ps(), half, 1);
        sums->pairs[r / 2] = _mm512_add_ps(sums->pairs[r / 2], addend);
    }
}

/// Does something to each register of sums of a tile, which it calls `sum`.
#define QK_EACH_SUM(rows, vectors, action)                                                                             \
    QK_UNROLL for (size_t r = 0; r < (rows); r++) {                                                                    \
        QK_UNROLL for (size_t v = 0; v < (vectors) / 2; v++) {                                                         \
            __m512 *sum = &sums->of[r][v];                                                                             \
            action;                                                                                                    \
        }                                                                                                              \
    }                                                                                                                  \
    QK_UNROLL for (size_t i = 0; i < (vectors) % 2 * (((rows) + 1) / 2); i++) {                                        \
        __m512 *sum = &sums->pairs[i];                                                                                 \
        action;                                                                                                        \
    }

/// Applies an activation to the sums of a tile, one behind the other in memory: in registers, it would be the larger part
/// of every tile's code.
QK_AVX512_INLINE void qk_activate_in_memory_avx512(
    qk_sums_avx512 *sums, qk_f32_activation activation, const size_t rows, const size_t vectors
) {
    __m512 results[QK_TILE_ROWS_512 * QK_TILE_PANELS];
    size_t count = 0;
    QK_EACH_SUM(rows, vectors, results[count++] = *sum);
    if (activation.function == QK_FUNCTION_SWISH) {
        QK_UNROLL for (size_t i = count; i % QK_SWISH_VECTORS != 0; i++) results[i] = _mm512_setzero_ps();
        // A call would cost as much as some of these vectors.
        _Pragma("clang loop unroll(disable)") for (size_t i = 0; i < count; i += QK_SWISH_VECTORS) {
            qk_swish_vectors_avx512(results + i, QK_SWISH_VECTORS);
        }
    } else {
        activation.minimum = -INFINITY;
        activation.maximum = INFINITY;
        qk_f32_unary_avx512(activation, (float *)results, (float *)results, QK_PANEL_COLUMNS * count);
    }
    count = 0;
    QK_EACH_SUM(rows, vectors, *sum = results[count++]);
}

/// Applies an activation to the sums of a tile.
QK_AVX512_INLINE void qk_activate_sums_avx512(
    qk_sums_avx512 *sums, qk_f32_activation activation, const size_t rows, const size_t vectors
) {
    if (activation.function == QK_FUNCTION_HARD_SWISH) {
        QK_EACH_SUM(rows, vectors, *sum = qk_hard_swish_avx512(*sum));
    } else if (activation.function != QK_FUNCTION_IDENTITY) {
        qk_activate_in_memory_avx512(sums, activation, rows, vectors);
    }
    if (!qk_has_bounds(activation)) return;
    qk_bounds_avx512 bounds = qk_bounds_of_avx512(activation);
    QK_EACH_SUM(rows, vectors, *sum = qk_clamp_avx512(bounds, *sum));
}

/// Adds the residual, applies the activation and stores the tile.
QK_AVX512_INLINE void qk_finish_sums_avx512(
    qk_sums_avx512 *sums, const qk_tile_output *output, const size_t rows, const size_t vectors
) {
    if (output->residual != NULL) qk_add_residual_avx512(sums, output, rows, vectors);
    qk_activate_sums_avx512(sums, output->activation, rows, vectors);
    QK_UNROLL for (size_t r = 0; r < rows; r++) {
        float *c = output->c + (ptrdiff_t)r * output->c_stride;
        QK_UNROLL for (size_t v = 0; v < vectors / 2; v++) {
            __mmask16 lanes = qk_panel_lanes(output, v, vectors);
            _mm512_mask_storeu_ps(c + QK_PANEL_COLUMNS * v, lanes, sums->of[r][v]);
        }
        if (vectors % 2 == 0) continue;
        __m512 pair = sums->pairs[r / 2];
        __m256 half = r % 2 == 0 ? _mm512_castps512_ps256(pair) : _mm512_extractf32x8_ps(pair, 1);
        _mm256_mask_storeu_ps(c + 8 * (vectors - 1), qk_half_lanes(output, vectors), half);
    }
}

#define QK_ROWS_TO_9(NAME, vectors)                                                                                    \
    NAME(1, vectors) NAME(2, vectors) NAME(3, vectors) NAME(4, vectors) NAME(5, vectors)                               \
    NAME(6, vectors) NAME(7, vectors) NAME(8, vectors) NAME(9, vectors)
#define QK_ROWS_TO_10(NAME, vectors) QK_ROWS_TO_9(NAME, vectors) NAME(10, vectors)
#define QK_ROWS_TO_14(NAME, vectors)                                                                                   \
    QK_ROWS_TO_10(NAME, vectors) NAME(11, vectors) NAME(12, vectors) NAME(13, vectors) NAME(14, vectors)

/// NAME(rows, vectors) for every shape of tile.
#define QK_EVERY_TILE(NAME)                                                                                            \
    QK_ROWS_TO_14(NAME, 1)                                                                                             \
    QK_ROWS_TO_14(NAME, 2)                                                                                             \
    QK_ROWS_TO_14(NAME, 3)                                                                                             \
    QK_ROWS_TO_14(NAME, 4)                                                                                             \
    QK_ROWS_TO_10(NAME, 5)                                                                                             \
    QK_ROWS_TO_9(NAME, 6)

/// The most rows of the tiles of so many vectors.
static const size_t qk_greatest_rows[] = {0, 14, 14, 14, 14, 10, 9};

/// The functions tile_<vectors>_by_<rows> by their numbers of vectors and rows.
#define QK_TILES_BY_SHAPE                                                                                              \
    {                                                                                                                  \
        {NULL},                                                                                                        \
        {NULL, QK_ROWS_TO_14(QK_TILE_NAME, 1)},                                                                        \
        {NULL, QK_ROWS_TO_14(QK_TILE_NAME, 2)},                                                                        \
        {NULL, QK_ROWS_TO_14(QK_TILE_NAME, 3)},                                                                        \
        {NULL, QK_ROWS_TO_14(QK_TILE_NAME, 4)},                                                                        \
        {NULL, QK_ROWS_TO_10(QK_TILE_NAME, 5)},                                                                        \
        {NULL, QK_ROWS_TO_9(QK_TILE_NAME, 6)},                                                                         \
    }
#define QK_TILE_NAME(rows, vectors) tile_##vectors##_by_##rows,

#endif
