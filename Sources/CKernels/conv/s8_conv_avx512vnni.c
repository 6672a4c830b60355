#include "../internal/kernels.h"

#if QK_HAS_AVX512VNNI

#include "../internal/avx512vnni_integer.h"
#include "../internal/s8_image.h"
#include "../internal/s8_quads.h"
#include "../internal/window.h"

#define UNROLL _Pragma("clang loop unroll(full)")

enum {
    /// Panels of columns that share the reading of pixels.
    TILE_VECTORS = 4,
    /// Sums of a tile, in vectors: what is left of 32 registers beside a quad of pixels and of each panel.
    TILE_SUMS = 24,
    /// With one panel, more pixels would not be faster.
    TILE_PIXELS = 12,
};

/// The rows of the output that are under way.
typedef struct block {
    const qk_s8_conv *conv;
    const uint8_t *elements;
    /// The first element of each pixel's window.
    int32_t *starts;
    qk_range rows;
    /// Elements from one line, and from one piece of a line, to the next.
    size_t line_step;
    size_t piece_step;
    size_t pieces_of_line;
    /// Elements of one piece, a multiple of four.
    size_t depth;
    size_t panel_bytes;
    qk_s8_output_avx512vnni output;
} block;

/// Elements plus 128.
typedef uint8_t qk_s8_element;

QK_AVX512VNNI_INLINE void
qk_lay_out_elements(const qk_s8_conv *p, const int8_t *source, qk_s8_element *target, size_t count) {
    (void)p;
    __m512i sign = _mm512_set1_epi8(-128);
    size_t i = 0;
    for (; i + 64 <= count; i += 64) {
        _mm512_storeu_si512(target + i, _mm512_xor_si512(_mm512_loadu_si512(source + i), sign));
    }
    if (i < count) {
        __mmask64 rest = qk_first_bits(count - i);
        _mm512_mask_storeu_epi8(target + i, rest, _mm512_xor_si512(_mm512_maskz_loadu_epi8(rest, source + i), sign));
    }
}

QK_AVX512VNNI_INLINE void qk_lay_out_padding(const qk_s8_conv *p, qk_s8_element *target, size_t count) {
    memset(target, p->input_zero_point + 128, count);
}

#define QK_S8_LAYING_OUT QK_AVX512VNNI
#include "../internal/s8_lay_out.h"

/// Where the results of a tile go.
typedef struct tile_output {
    /// What the sums of each column begin with.
    const int32_t *offsets;
    /// One for each column; readable for whole vectors.
    const float *multipliers;
    int8_t *target;
    ptrdiff_t stride;
    /// Columns from the tile's first on; the tile stores no more.
    size_t columns;
} tile_output;

/// Rounds and stores the sums of a tile.
QK_AVX512VNNI_INLINE void store_tile(
    const block *b, const tile_output *o, __m512i sums[TILE_PIXELS][TILE_VECTORS], const size_t pixels,
    const size_t vectors
) {
    UNROLL for (size_t v = 0; v < vectors; v++) {
        __m512 multipliers = _mm512_loadu_ps(o->multipliers + 16 * v);
        UNROLL for (size_t x = 0; x < pixels; x++) {
            sums[x][v] = qk_round_sums_avx512vnni(&b->output, sums[x][v], multipliers);
        }
    }
    const size_t pixels_of_vector = vectors >= 3 ? 1 : 4 / vectors;
    const size_t last = pixels - 1;
    __mmask64 columns = qk_first_bits(qk_smaller(o->columns, 16 * vectors));
    UNROLL for (size_t x = 0; x < pixels; x += pixels_of_vector) {
        const size_t y = x + 1 < last ? x + 1 : last;
        __m512i bytes = vectors >= 3
            ? qk_pack_sums_avx512vnni(&b->output, sums[x][0], sums[x][1], sums[x][2], sums[x][vectors - 1])
            : vectors == 2
            ? qk_pack_sums_avx512vnni(&b->output, sums[x][0], sums[x][1], sums[y][0], sums[y][1])
            : qk_pack_sums_avx512vnni(&b->output, sums[x][0], sums[y][0], sums[x + 2 < last ? x + 2 : last][0],
                  sums[x + 3 < last ? x + 3 : last][0]);
        UNROLL for (size_t i = 0; i < pixels_of_vector; i++) {
            if (x + i >= pixels) continue;
            int8_t *target = o->target + (ptrdiff_t)(x + i) * o->stride;
            if (vectors >= 3) {
                _mm512_mask_storeu_epi8(target, columns, bytes);
            } else if (vectors == 2) {
                __m256i half = i == 0 ? _mm512_castsi512_si256(bytes) : _mm512_extracti64x4_epi64(bytes, 1);
                _mm256_mask_storeu_epi8(target, (__mmask32)columns, half);
            } else {
                _mm_mask_storeu_epi8(target, (__mmask16)columns, qk_sixteen(bytes, i));
            }
        }
    }
}

/// Adds the products of one piece of each pixel's window.
QK_AVX512VNNI_INLINE void add_piece(
    __m512i sums[TILE_PIXELS][TILE_VECTORS], const uint8_t *const *source, const int8_t *weights, size_t panel_bytes,
    size_t depth, const size_t pixels, const size_t vectors
) {
    for (size_t k = 0; k < depth; k += 4) {
        __m512i factors[TILE_VECTORS];
        UNROLL for (size_t v = 0; v < vectors; v++) {
            factors[v] = _mm512_loadu_si512(weights + v * panel_bytes + k * QK_PANEL_COLUMNS);
        }
        UNROLL for (size_t x = 0; x < pixels; x++) {
            int32_t quad;
            memcpy(&quad, source[x] + k, sizeof quad);
            __m512i elements = _mm512_set1_epi32(quad);
            UNROLL for (size_t v = 0; v < vectors; v++) {
                sums[x][v] = _mm512_dpbusd_epi32(sums[x][v], elements, factors[v]);
            }
        }
    }
}

/// Computes some panels of neighbouring pixels. The numbers of pixels and of vectors are constants where it is inlined.
QK_AVX512VNNI_INLINE void compute_tile(
    const block *b, size_t pixel, const int8_t *weights, const tile_output *o, const size_t pixels,
    const size_t vectors
) {
    __m512i sums[TILE_PIXELS][TILE_VECTORS];
    // The lines may be in another core's cache: asked for now, they come while the sums are computed.
    UNROLL for (size_t x = 0; x < pixels; x++) __builtin_prefetch(o->target + (ptrdiff_t)x * o->stride, 1);
    UNROLL for (size_t v = 0; v < vectors; v++) {
        __m512i offset = _mm512_loadu_si512(o->offsets + 16 * v);
        UNROLL for (size_t x = 0; x < pixels; x++) sums[x][v] = offset;
    }
    for (size_t line = 0; line < b->conv->weights.kernel_height; line++) {
        for (size_t piece = 0; piece < b->pieces_of_line; piece++) {
            const uint8_t *first = b->elements + line * b->line_step + piece * b->piece_step;
            const uint8_t *source[TILE_PIXELS];
            UNROLL for (size_t x = 0; x < pixels; x++) source[x] = first + b->starts[pixel + x];
            add_piece(sums, source, weights, b->panel_bytes, b->depth, pixels, vectors);
            weights += b->depth * QK_PANEL_COLUMNS;
        }
    }
    store_tile(b, o, sums, pixels, vectors);
}

typedef void (*tile_function)(const block *b, size_t pixel, const int8_t *weights, const tile_output *o);

#define DEFINE_TILE(pixels, vectors)                                                                                   \
    QK_AVX512VNNI static void tile_##pixels##_##vectors(                                                               \
        const block *b, size_t pixel, const int8_t *weights, const tile_output *o                                      \
    ) {                                                                                                                \
        compute_tile(b, pixel, weights, o, pixels, vectors);                                                           \
    }
#define TILE(pixels, vectors) tile_##pixels##_##vectors,
/// TILE for each number of pixels up to 6, 8 and 12.
#define TILES_6(APPLY, v) APPLY(1, v) APPLY(2, v) APPLY(3, v) APPLY(4, v) APPLY(5, v) APPLY(6, v)
#define TILES_8(APPLY, v) TILES_6(APPLY, v) APPLY(7, v) APPLY(8, v)
#define TILES_12(APPLY, v) TILES_8(APPLY, v) APPLY(9, v) APPLY(10, v) APPLY(11, v) APPLY(12, v)
TILES_12(DEFINE_TILE, 1)
TILES_12(DEFINE_TILE, 2)
TILES_8(DEFINE_TILE, 3)
TILES_6(DEFINE_TILE, 4)

/// By vectors of columns and pixels.
static const tile_function tiles[TILE_VECTORS + 1][TILE_PIXELS + 1] = {
    {NULL}, {NULL, TILES_12(TILE, 1)}, {NULL, TILES_12(TILE, 2)}, {NULL, TILES_8(TILE, 3)}, {NULL, TILES_6(TILE, 4)},
};

/// Computes some panels of all pixels of the block, in tiles of nearly equal sizes that run on from one row to the next.
QK_AVX512VNNI static void compute_panels(const block *b, qk_range panels) {
    const qk_s8_conv *p = b->conv;
    size_t vectors = panels.end - panels.begin;
    size_t first = panels.begin * QK_PANEL_COLUMNS;
    size_t columns = qk_smaller(p->weights.columns - first, vectors * QK_PANEL_COLUMNS);
    const int8_t *panel = (const int8_t *)p->packed + panels.begin * b->panel_bytes;
    // Elements have 128 added and the zero point left in: both times a column's weights come off its sum beforehand.
    int32_t offsets[TILE_VECTORS * QK_PANEL_COLUMNS];
    float multipliers[TILE_VECTORS * QK_PANEL_COLUMNS];
    __m512i added = _mm512_set1_epi32(p->input_zero_point + 128);
    for (size_t v = 0; v < vectors; v++) {
        size_t column = first + 16 * v;
        __mmask16 valid = qk_first_lanes16(p->weights.columns - column);
        __m512i bias = p->bias == NULL ? _mm512_setzero_si512() : _mm512_maskz_loadu_epi32(valid, p->bias + column);
        __m512i weights = _mm512_loadu_si512(panel + v * b->panel_bytes);
        _mm512_storeu_si512(offsets + 16 * v, _mm512_sub_epi32(bias, _mm512_mullo_epi32(weights, added)));
        _mm512_storeu_ps(multipliers + 16 * v, _mm512_maskz_loadu_ps(valid, p->multipliers + column));
    }
    tile_output o = {
        .offsets = offsets,
        .multipliers = multipliers,
        .target = p->output + (ptrdiff_t)(b->rows.begin * p->window.output_width) * p->output_stride + first,
        .stride = p->output_stride,
        .columns = columns,
    };
    size_t pixels = (b->rows.end - b->rows.begin) * p->window.output_width;
    size_t most = qk_smaller(TILE_PIXELS, TILE_SUMS / vectors);
    size_t tile_count = (pixels + most - 1) / most;
    for (size_t pixel = 0; pixel < pixels; tile_count--) {
        size_t count = (pixels - pixel) / tile_count;
        tiles[vectors][count](b, pixel, panel + QK_S8_PANEL_HEAD, &o);
        o.target += (ptrdiff_t)count * o.stride;
        pixel += count;
    }
}

QK_AVX512VNNI void
qk_s8_conv_avx512vnni(const qk_s8_conv *arguments, int32_t *scratch, qk_range rows, qk_range panels) {
    const qk_s8_conv *p = arguments;
    if (p->weights.zero_point != 0) {
        qk_s8_conv_avx2(p, scratch, rows, panels);
        return;
    }
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(p->weights.columns));
    size_t channels = p->weights.channels;
    size_t line_elements = qk_s8_block_width(window) * channels;
    size_t step = qk_s8_block_rows(window, channels);
    uint8_t *elements = (uint8_t *)(scratch + qk_s8_block_starts(window, channels));
    block b = {
        .conv = p,
        .elements = elements,
        .starts = scratch,
        .line_step = window->dilation_height * line_elements,
        .piece_step = window->dilation_width * channels,
        .pieces_of_line = qk_s8_pieces_of_line(&p->weights),
        .depth = qk_s8_quad_depth(&p->weights),
        .panel_bytes = qk_s8_conv_panel_bytes_avx512vnni(&p->weights),
        .output = qk_spread_output_avx512vnni(p->rounding),
    };
    qk_s8_find_starts(window, channels, qk_smaller(step, rows.end - rows.begin), b.starts);
    size_t panel_count = panels.end - panels.begin;
    size_t groups = (panel_count + TILE_VECTORS - 1) / TILE_VECTORS;
    for (size_t first = rows.begin; first < rows.end; first += step) {
        b.rows = (qk_range){first, qk_smaller(rows.end, first + step)};
        qk_lay_out(p, b.rows, elements);
        for (size_t group = 0; group < groups; group++) {
            qk_range some = {
                panels.begin + panel_count * group / groups, panels.begin + panel_count * (group + 1) / groups};
            compute_panels(&b, some);
        }
    }
}

#endif
