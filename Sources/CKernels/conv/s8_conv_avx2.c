#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_integer.h"
#include "../internal/s8_image.h"
#include "../internal/s8_weight_pairs.h"
#include "../internal/window.h"

#define UNROLL _Pragma("clang loop unroll(full)")

enum {
    /// Pixels of a tile: with 16 columns their sums take 12 of the 16 registers.
    TILE_PIXELS = 6,
    TILE_VECTORS = 2,
};

/// The rows of the output that are under way.
typedef struct block {
    const qk_s8_conv *conv;
    const int16_t *elements;
    /// The first element of each pixel's window.
    int32_t *starts;
    qk_range rows;
    /// Elements from one line, and from one piece of a line, to the next.
    size_t line_step;
    size_t piece_step;
    size_t pieces_of_line;
    /// Elements of one piece.
    size_t depth;
    size_t panel_bytes;
    qk_s8_output_avx2 output;
} block;

/// Elements minus the zero point.
typedef int16_t qk_s8_element;

QK_AVX2_INLINE void
qk_lay_out_elements(const qk_s8_conv *p, const int8_t *source, qk_s8_element *target, size_t count) {
    int32_t zero_point = p->input_zero_point;
    __m256i zero = _mm256_set1_epi16((short)zero_point);
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        __m256i values = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(source + i)));
        _mm256_storeu_si256((__m256i *)(target + i), _mm256_sub_epi16(values, zero));
    }
    for (; i < count; i++) target[i] = (int16_t)(source[i] - zero_point);
}

QK_AVX2_INLINE void qk_lay_out_padding(const qk_s8_conv *p, qk_s8_element *target, size_t count) {
    (void)p;
    memset(target, 0, count * sizeof *target);
}

#define QK_S8_LAYING_OUT QK_AVX2
#include "../internal/s8_lay_out.h"

/// Two elements of one pixel in every lane.
QK_AVX2_INLINE __m256i spread_pair(const int16_t *elements) {
    int32_t pair;
    memcpy(&pair, elements, sizeof pair);
    return _mm256_set1_epi32(pair);
}

/// Where the results of a tile go.
typedef struct tile_output {
    /// At the tile's first column; null where there is none.
    const int32_t *bias;
    const float *multipliers;
    int8_t *target;
    ptrdiff_t stride;
    /// Columns from the tile's first on; the tile stores no more.
    size_t columns;
} tile_output;

/// Columns of vector `v` that exist.
static inline size_t columns_of(const tile_output *o, size_t v) { return o->columns > 8 * v ? o->columns - 8 * v : 0; }

/// Rounds and stores the sums of a tile.
QK_AVX2_INLINE void store_tile(
    const block *b, const tile_output *o, __m256i sums[TILE_PIXELS][TILE_VECTORS], const size_t pixels,
    const size_t vectors
) {
    UNROLL for (size_t v = 0; v < vectors; v++) {
        __m256 multipliers = qk_load_first(o->multipliers + 8 * v, columns_of(o, v));
        UNROLL for (size_t x = 0; x < pixels; x++) {
            sums[x][v] = qk_round_sums(&b->output, sums[x][v], multipliers);
        }
    }
    const size_t pixels_of_vector = 4 / vectors;
    const size_t last = pixels - 1;
    int is_whole = o->columns >= 8 * vectors;
    UNROLL for (size_t x = 0; x < pixels; x += pixels_of_vector) {
        const size_t y = x + 1 < last ? x + 1 : last;
        __m256i bytes = vectors == 2
            ? qk_pack_sums(&b->output, sums[x][0], sums[x][1], sums[y][0], sums[y][1])
            : qk_pack_sums(&b->output, sums[x][0], sums[y][0], sums[x + 2 < last ? x + 2 : last][0],
                  sums[x + 3 < last ? x + 3 : last][0]);
        __m128i halves[2] = {_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1)};
        UNROLL for (size_t i = 0; i < pixels_of_vector; i++) {
            if (x + i >= pixels) continue;
            int8_t *target = o->target + (ptrdiff_t)(x + i) * o->stride;
            __m128i row = vectors == 2 ? halves[i] : i % 2 == 0 ? halves[i / 2] : _mm_srli_si128(halves[i / 2], 8);
            if (!is_whole) {
                qk_store_first_bytes(target, row, o->columns);
            } else if (vectors == 2) {
                _mm_storeu_si128((__m128i *)target, row);
            } else {
                _mm_storel_epi64((__m128i *)target, row);
            }
        }
    }
}

/// Adds the products of one piece of each pixel's window; returns the weights behind it.
QK_AVX2_INLINE const int8_t *add_piece(
    __m256i sums[TILE_PIXELS][TILE_VECTORS], const int16_t *const *source, const int8_t *weights, size_t depth,
    const size_t pixels, const size_t vectors, const int is_wide
) {
    for (size_t k = 0; k < depth; k += 2) {
        __m256i factors[TILE_VECTORS];
        UNROLL for (size_t v = 0; v < vectors; v++) {
            factors[v] = is_wide ? _mm256_loadu_si256((const __m256i *)weights + v)
                                 : _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)weights + v));
        }
        __builtin_prefetch(weights + QK_WEIGHTS_AHEAD);
        weights += is_wide ? 64 : 32;
        UNROLL for (size_t x = 0; x < pixels; x++) {
            __m256i pair = spread_pair(source[x] + k);
            UNROLL for (size_t v = 0; v < vectors; v++) {
                sums[x][v] = _mm256_add_epi32(sums[x][v], _mm256_madd_epi16(pair, factors[v]));
            }
        }
    }
    return weights;
}

/// Computes one panel of neighbouring pixels. The numbers of pixels and of vectors, and whether weights are int16, are
/// constants where it is inlined.
QK_AVX2_INLINE void compute_tile(
    const block *b, size_t pixel, const int8_t *weights, const tile_output *o, const size_t pixels,
    const size_t vectors, const int is_wide
) {
    __m256i sums[TILE_PIXELS][TILE_VECTORS];
    UNROLL for (size_t v = 0; v < vectors; v++) {
        __m256i bias = o->bias == NULL ? _mm256_setzero_si256() : qk_load_first_integers(o->bias + 8 * v, columns_of(o, v));
        UNROLL for (size_t x = 0; x < pixels; x++) sums[x][v] = bias;
    }
    for (size_t line = 0; line < b->conv->weights.kernel_height; line++) {
        for (size_t piece = 0; piece < b->pieces_of_line; piece++) {
            const int16_t *first = b->elements + line * b->line_step + piece * b->piece_step;
            const int16_t *source[TILE_PIXELS];
            UNROLL for (size_t x = 0; x < pixels; x++) source[x] = first + b->starts[pixel + x];
            weights = add_piece(sums, source, weights, b->depth, pixels, vectors, is_wide);
        }
    }
    store_tile(b, o, sums, pixels, vectors);
}

typedef void (*tile_function)(const block *b, size_t pixel, const int8_t *weights, const tile_output *o);

#define DEFINE_TILE(pixels, vectors, is_wide)                                                                          \
    QK_AVX2 static void tile_##pixels##_##vectors##_##is_wide(                                                         \
        const block *b, size_t pixel, const int8_t *weights, const tile_output *o                                      \
    ) {                                                                                                                \
        compute_tile(b, pixel, weights, o, pixels, vectors, is_wide);                                                  \
    }
#define DEFINE_TILES(vectors, is_wide)                                                                                 \
    DEFINE_TILE(1, vectors, is_wide)                                                                                   \
    DEFINE_TILE(2, vectors, is_wide)                                                                                   \
    DEFINE_TILE(3, vectors, is_wide)                                                                                   \
    DEFINE_TILE(4, vectors, is_wide)                                                                                   \
    DEFINE_TILE(5, vectors, is_wide)                                                                                   \
    DEFINE_TILE(6, vectors, is_wide)
DEFINE_TILES(1, 0)
DEFINE_TILES(1, 1)
DEFINE_TILES(2, 0)
DEFINE_TILES(2, 1)

#define TILES(vectors, is_wide)                                                                                        \
    {NULL, tile_1_##vectors##_##is_wide, tile_2_##vectors##_##is_wide, tile_3_##vectors##_##is_wide,                   \
     tile_4_##vectors##_##is_wide, tile_5_##vectors##_##is_wide, tile_6_##vectors##_##is_wide}

/// By whether weights are int16, vectors of columns and pixels.
static const tile_function tiles[2][TILE_VECTORS][TILE_PIXELS + 1] = {
    {TILES(1, 0), TILES(2, 0)}, {TILES(1, 1), TILES(2, 1)},
};

/// Computes one panel of all pixels of the block, in tiles of nearly equal sizes that run on from one row to the next.
QK_AVX2 static void compute_panel(const block *b, size_t panel) {
    const qk_s8_conv *p = b->conv;
    size_t first = panel * QK_PANEL_COLUMNS;
    tile_output o = {
        .bias = p->bias == NULL ? NULL : p->bias + first,
        .multipliers = p->multipliers + first,
        .target = p->output + (ptrdiff_t)(b->rows.begin * p->window.output_width) * p->output_stride + first,
        .stride = p->output_stride,
        .columns = p->weights.columns - first,
    };
    int is_half = o.columns <= QK_PANEL_COLUMNS / 2;
    const tile_function *functions = tiles[p->weights.zero_point != 0][is_half ? 0 : 1];
    const int8_t *weights = (const int8_t *)p->packed + panel * b->panel_bytes;
    size_t pixels = (b->rows.end - b->rows.begin) * p->window.output_width;
    size_t tile_count = (pixels + TILE_PIXELS - 1) / TILE_PIXELS;
    for (size_t pixel = 0; pixel < pixels; tile_count--) {
        size_t count = (pixels - pixel) / tile_count;
        functions[count](b, pixel, weights, &o);
        o.target += (ptrdiff_t)count * o.stride;
        pixel += count;
    }
}

QK_AVX2 void qk_s8_conv_avx2(const qk_s8_conv *arguments, int32_t *scratch, qk_range rows, qk_range panels) {
    const qk_s8_conv *p = arguments;
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(p->weights.columns));
    size_t channels = p->weights.channels;
    size_t line_elements = qk_s8_block_width(window) * channels;
    size_t step = qk_s8_block_rows(window, channels);
    int16_t *elements = (int16_t *)(scratch + qk_s8_block_starts(window, channels));
    block b = {
        .conv = p,
        .elements = elements,
        .starts = scratch,
        .line_step = window->dilation_height * line_elements,
        .piece_step = window->dilation_width * channels,
        .pieces_of_line = qk_s8_pieces_of_line(&p->weights),
        .depth = qk_s8_piece_depth(&p->weights),
        .panel_bytes = qk_s8_panel_bytes(&p->weights),
        .output = qk_spread_output(p->rounding),
    };
    qk_s8_find_starts(window, channels, qk_smaller(step, rows.end - rows.begin), b.starts);
    for (size_t first = rows.begin; first < rows.end; first += step) {
        b.rows = (qk_range){first, qk_smaller(rows.end, first + step)};
        qk_lay_out(p, b.rows, elements);
        for (size_t panel = panels.begin; panel < panels.end; panel++) compute_panel(&b, panel);
    }
}

#endif
