#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_integer.h"
#include "../internal/s8_image.h"
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
    /// Elements from one line, and from one tap of a line, to the next.
    size_t line_step;
    size_t tap_step;
    /// Elements from one pixel of the output to the next, and from one row to the next.
    size_t pixel_step;
    size_t row_step;
    qk_range rows;
    qk_s8_output_avx2 output;
} block;

/// Writes `count` elements minus the zero point.
QK_AVX2_INLINE void widen(const int8_t *source, int32_t zero_point, int16_t *target, size_t count) {
    __m256i zero = _mm256_set1_epi16((short)zero_point);
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        __m256i values = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(source + i)));
        _mm256_storeu_si256((__m256i *)(target + i), _mm256_sub_epi16(values, zero));
    }
    for (; i < count; i++) target[i] = (int16_t)(source[i] - zero_point);
}

/// Lays out what the rows read.
QK_AVX2 static void lay_out(const qk_s8_conv *p, qk_range rows, int16_t *elements) {
    const qk_window *window = &p->window;
    size_t channels = p->weights.channels;
    size_t width = qk_s8_block_width(window);
    // Pixels of the padding in front, then those of the image, then the padding behind.
    size_t before = qk_smaller(window->pad_left, width);
    size_t inside = qk_smaller(width - before, window->input_width);
    int is_dense = p->pixel_stride == (ptrdiff_t)channels;
    size_t lines = qk_s8_block_lines(window, rows.end - rows.begin);
    for (size_t line = 0; line < lines; line++, elements += width * channels) {
        size_t y = rows.begin * window->stride_height + line;
        if (y < window->pad_top || y - window->pad_top >= window->input_height) {
            memset(elements, 0, width * channels * sizeof *elements);
            continue;
        }
        const int8_t *source = p->input + (ptrdiff_t)((y - window->pad_top) * window->input_width) * p->pixel_stride;
        int16_t *target = elements + before * channels;
        memset(elements, 0, before * channels * sizeof *elements);
        if (is_dense) {
            widen(source, p->input_zero_point, target, inside * channels);
        } else {
            for (size_t x = 0; x < inside; x++) {
                widen(source + (ptrdiff_t)x * p->pixel_stride, p->input_zero_point, target + x * channels, channels);
            }
        }
        target += inside * channels;
        memset(target, 0, (width - before - inside) * channels * sizeof *elements);
    }
}

/// Two elements of one pixel in every lane.
QK_AVX2_INLINE __m256i spread_pair(const int16_t *elements) {
    int32_t pair;
    memcpy(&pair, elements, sizeof pair);
    return _mm256_set1_epi32(pair);
}

/// Computes one panel of neighbouring pixels whose windows start at the given elements. The numbers of pixels and of
/// vectors, and whether weights are int16, are constants where it is inlined.
QK_AVX2_INLINE void compute_tile(
    const block *b, const int16_t *const *starts, size_t pixel, size_t panel, const size_t pixels, const size_t vectors,
    const int is_wide
) {
    const qk_s8_conv *p = b->conv;
    size_t first = panel * QK_PANEL_COLUMNS;
    size_t columns = p->weights.columns - first;
    __m256i sums[TILE_PIXELS][TILE_VECTORS];
    UNROLL for (size_t v = 0; v < vectors; v++) {
        size_t count = columns > 8 * v ? columns - 8 * v : 0;
        __m256i bias = p->bias == NULL ? _mm256_setzero_si256() : qk_load_first_integers(p->bias + first + 8 * v, count);
        UNROLL for (size_t x = 0; x < pixels; x++) sums[x][v] = bias;
    }
    const char *weights = (const char *)p->packed + panel * qk_s8_panel_bytes(&p->weights);
    size_t depth = qk_s8_piece_depth(&p->weights);
    size_t pieces = qk_s8_pieces_of_line(&p->weights);
    for (size_t line = 0; line < p->weights.kernel_height; line++) {
        for (size_t piece = 0; piece < pieces; piece++) {
            size_t offset = line * b->line_step + piece * b->tap_step;
            const int16_t *source[TILE_PIXELS];
            UNROLL for (size_t x = 0; x < pixels; x++) source[x] = starts[x] + offset;
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
        }
    }
    UNROLL for (size_t v = 0; v < vectors; v++) {
        size_t count = columns > 8 * v ? columns - 8 * v : 0;
        __m256 multipliers = qk_load_first(p->multipliers + first + 8 * v, count);
        UNROLL for (size_t x = 0; x < pixels; x++) {
            sums[x][v] = qk_round_sums(&b->output, sums[x][v], multipliers);
        }
    }
    int8_t *output = p->output + (ptrdiff_t)pixel * p->output_stride + first;
    UNROLL for (size_t x = 0; x < pixels; x += 4 / vectors) {
        __m256i bytes = vectors == 2
            ? qk_pack_sums(&b->output, sums[x][0], sums[x][1], sums[x + 1 < pixels ? x + 1 : x][0],
                  sums[x + 1 < pixels ? x + 1 : x][1])
            : qk_pack_sums(&b->output, sums[x][0], sums[x + 1 < pixels ? x + 1 : x][0],
                  sums[x + 2 < pixels ? x + 2 : x][0], sums[x + 3 < pixels ? x + 3 : x][0]);
        __m128i halves[2] = {_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1)};
        UNROLL for (size_t i = 0; i < 4 / vectors && x + i < pixels; i++) {
            __m128i row = vectors == 2 ? halves[i] : i % 2 == 0 ? halves[i / 2] : _mm_srli_si128(halves[i / 2], 8);
            qk_store_first_bytes(output + (ptrdiff_t)(x + i) * p->output_stride, row, qk_smaller(columns, 8 * vectors));
        }
    }
}

typedef void (*tile_function)(const block *b, const int16_t *const *starts, size_t pixel, size_t panel);

#define DEFINE_TILE(pixels, vectors, is_wide)                                                                          \
    QK_AVX2 static void tile_##pixels##_##vectors##_##is_wide(                                                         \
        const block *b, const int16_t *const *starts, size_t pixel, size_t panel                                       \
    ) {                                                                                                                \
        compute_tile(b, starts, pixel, panel, pixels, vectors, is_wide);                                               \
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
    size_t width = p->window.output_width;
    int is_half = p->weights.columns - panel * QK_PANEL_COLUMNS <= QK_PANEL_COLUMNS / 2;
    const tile_function *functions = tiles[p->weights.zero_point != 0][is_half ? 0 : 1];
    size_t pixels = (b->rows.end - b->rows.begin) * width;
    size_t tile_count = (pixels + TILE_PIXELS - 1) / TILE_PIXELS;
    const int16_t *row = b->elements;
    const int16_t *starts[TILE_PIXELS];
    for (size_t pixel = 0, x = 0; pixel < pixels; tile_count--) {
        size_t count = (pixels - pixel + tile_count - 1) / tile_count;
        for (size_t i = 0; i < count; i++) {
            starts[i] = row + x * b->pixel_step;
            if (++x == width) {
                x = 0;
                row += b->row_step;
            }
        }
        functions[count](b, starts, b->rows.begin * width + pixel, panel);
        pixel += count;
    }
}

QK_AVX2 void qk_s8_conv_avx2(const qk_s8_conv *arguments, int16_t *scratch, qk_range rows, qk_range panels) {
    const qk_s8_conv *p = arguments;
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(p->weights.columns));
    size_t channels = p->weights.channels;
    size_t line_elements = qk_s8_block_width(window) * channels;
    block b = {
        .conv = p,
        .elements = scratch,
        .line_step = window->dilation_height * line_elements,
        .tap_step = window->dilation_width * channels,
        .pixel_step = window->stride_width * channels,
        .row_step = window->stride_height * line_elements,
        .output = qk_spread_output(p->rounding),
    };
    size_t step = qk_s8_block_rows(window, channels);
    for (size_t first = rows.begin; first < rows.end; first += step) {
        b.rows = (qk_range){first, qk_smaller(rows.end, first + step)};
        lay_out(p, b.rows, scratch);
        for (size_t panel = panels.begin; panel < panels.end; panel++) compute_panel(&b, panel);
    }
}

#endif
