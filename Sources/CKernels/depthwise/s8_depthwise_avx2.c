#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_integer.h"
#include "../internal/window.h"

#define UNROLL _Pragma("clang loop unroll(full)")

enum {
    /// The most pixels of one tile.
    TILE_PIXELS = 6,
    /// Elements of one pair of taps in a block of packed weights.
    PAIR_ELEMENTS = 2 * QK_DEPTHWISE_CHANNELS,
};

/// The channels that are under way.
typedef struct block {
    const qk_s8_depthwise *p;
    size_t channel;
    const int16_t *weights;
    __m256 multipliers;
    __m256i bias;
    /// The bias of windows inside the image, less what the input's zero point adds to their sums.
    __m256i inner_bias;
    __m256i zero_point;
    qk_s8_output_avx2 output;
} block;

/// Two lines of the image that a pair of taps reads, one below the other.
typedef struct line_pair {
    const int8_t *upper;
    const int8_t *lower;
    /// Zeros for a line outside the image.
    __m256i mask;
} line_pair;

/// The pair of lines `pair` for a row of the output; 0 where both lie outside the image. A line that is outside, or that
/// the kernel does not have, is stood for by the other one.
QK_AVX2_INLINE int lines_at(const block *b, size_t row, size_t pair, line_pair *lines) {
    const qk_window *window = &b->p->window;
    ptrdiff_t y = (ptrdiff_t)(row * window->stride_height + 2 * pair * window->dilation_height)
        - (ptrdiff_t)window->pad_top;
    ptrdiff_t below = y + (ptrdiff_t)window->dilation_height;
    ptrdiff_t height = (ptrdiff_t)window->input_height;
    int has_upper = y >= 0 && y < height;
    int has_lower = 2 * pair + 1 < window->kernel_height && below >= 0 && below < height;
    if (!has_upper && !has_lower) return 0;
    ptrdiff_t line_elements = (ptrdiff_t)(window->input_width * b->p->channels);
    const int8_t *image = b->p->input + b->channel;
    lines->upper = image + (has_upper ? y : below) * line_elements;
    lines->lower = image + (has_lower ? below : y) * line_elements;
    lines->mask = _mm256_set1_epi32((has_upper ? 0xffff : 0) | (has_lower ? (int)0xffff0000u : 0));
    return 1;
}

/// Eight channels of two pixels, one below the other, channel by channel.
QK_AVX2_INLINE __m256i load_pair(const line_pair *lines, size_t offset) {
    __m128i upper = _mm_loadl_epi64((const __m128i *)(lines->upper + offset));
    __m128i lower = _mm_loadl_epi64((const __m128i *)(lines->lower + offset));
    return _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(upper, lower));
}

/// The same, minus the zero point, and zeros for a line outside the image.
QK_AVX2_INLINE __m256i load_border_pair(const block *b, const line_pair *lines, size_t offset) {
    return _mm256_and_si256(_mm256_sub_epi16(load_pair(lines, offset), b->zero_point), lines->mask);
}

QK_AVX2_INLINE __m256i load_weights(const int16_t *weights) { return _mm256_loadu_si256((const __m256i *)weights); }

/// Rounds and stores neighbouring pixels.
QK_AVX2_INLINE void store_tile(const block *b, const __m256i *sums, int8_t *output, const size_t pixels) {
    size_t step = b->p->channels * b->p->multiplier;
    __m256i rounded[TILE_PIXELS];
    UNROLL for (size_t x = 0; x < pixels; x++) rounded[x] = qk_round_sums(&b->output, sums[x], b->multipliers);
    UNROLL for (size_t x = 0; x < pixels; x += 4) {
        const size_t last = pixels - 1;
        __m256i bytes = qk_pack_sums(
            &b->output, rounded[x], rounded[x + 1 < last ? x + 1 : last], rounded[x + 2 < last ? x + 2 : last],
            rounded[x + 3 < last ? x + 3 : last]);
        __m128i halves[2] = {_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1)};
        UNROLL for (size_t i = 0; i < 4 && x + i < pixels; i++) {
            __m128i pixel = i % 2 == 0 ? halves[i / 2] : _mm_srli_si128(halves[i / 2], 8);
            _mm_storel_epi64((__m128i *)(output + (x + i) * step), pixel);
        }
    }
}

/// Computes one pixel of any window.
QK_AVX2 static void compute_pixel(const block *b, size_t row, size_t column, int8_t *output) {
    const qk_window *window = &b->p->window;
    qk_taps taps = qk_horizontal_taps(window, column);
    size_t step = window->dilation_width * b->p->channels;
    __m256i sum = b->bias;
    for (size_t pair = 0; 2 * pair < window->kernel_height; pair++) {
        line_pair lines;
        if (!lines_at(b, row, pair, &lines)) continue;
        const int16_t *weights = b->weights + (pair * window->kernel_width + taps.begin) * PAIR_ELEMENTS;
        size_t offset = taps.position * b->p->channels;
        for (size_t j = taps.begin; j < taps.end; j++, offset += step, weights += PAIR_ELEMENTS) {
            __m256i products = _mm256_madd_epi16(load_border_pair(b, &lines, offset), load_weights(weights));
            sum = _mm256_add_epi32(sum, products);
        }
    }
    store_tile(b, &sum, output, 1);
}

/// Computes neighbouring pixels: a column of the image is read once for all windows that it belongs to. The numbers of
/// pixels and taps, the stride, and whether windows leave the image are constants where it is inlined.
QK_AVX2_INLINE void compute_tile(
    const block *b, size_t row, size_t column, int8_t *output, const size_t pixels, const size_t taps,
    const size_t stride, const int is_border
) {
    const qk_window *window = &b->p->window;
    ptrdiff_t first = (ptrdiff_t)(column * stride) - (ptrdiff_t)window->pad_left;
    __m256i sums[TILE_PIXELS];
    UNROLL for (size_t x = 0; x < pixels; x++) sums[x] = is_border ? b->bias : b->inner_bias;
    const int16_t *weights = b->weights;
    for (size_t pair = 0; 2 * pair < window->kernel_height; pair++, weights += taps * PAIR_ELEMENTS) {
        line_pair lines;
        if (!lines_at(b, row, pair, &lines)) continue;
        UNROLL for (size_t i = 0; i < (pixels - 1) * stride + taps; i++) {
            ptrdiff_t place = first + (ptrdiff_t)i;
            if (is_border && (place < 0 || place >= (ptrdiff_t)window->input_width)) continue;
            size_t offset = (size_t)place * b->p->channels;
            __m256i values = is_border ? load_border_pair(b, &lines, offset) : load_pair(&lines, offset);
            UNROLL for (size_t x = 0; x < pixels; x++) {
                if (i < x * stride || i >= x * stride + taps) continue;
                __m256i factors = load_weights(weights + (i - x * stride) * PAIR_ELEMENTS);
                sums[x] = _mm256_add_epi32(sums[x], _mm256_madd_epi16(values, factors));
            }
        }
    }
    store_tile(b, sums, output, pixels);
}

/// Computes some pixels of a row in tiles of nearly equal sizes.
QK_AVX2_INLINE void compute_run(
    const block *b, size_t row, qk_range columns, const size_t taps, const size_t stride, const int is_border
) {
    size_t step = b->p->channels * b->p->multiplier;
    int8_t *output = b->p->output + (row * b->p->window.output_width + columns.begin) * step + b->channel;
    size_t tiles = (columns.end - columns.begin + TILE_PIXELS - 1) / TILE_PIXELS;
    for (size_t column = columns.begin; column < columns.end; tiles--) {
        size_t pixels = (columns.end - column + tiles - 1) / tiles;
#define PIXELS(number)                                                                                                 \
    case number: compute_tile(b, row, column, output, number, taps, stride, is_border); break;
        switch (pixels) {
            PIXELS(1)
            PIXELS(2)
            PIXELS(3)
            PIXELS(4)
            PIXELS(5)
            PIXELS(6)
        }
#undef PIXELS
        column += pixels;
        output += pixels * step;
    }
}

/// Computes the given rows.
QK_AVX2_INLINE void compute_rows(const block *b, qk_range rows, const size_t taps, const size_t stride) {
    const qk_window *window = &b->p->window;
    qk_range inside_rows = qk_rows_inside(window);
    qk_range inside = qk_columns_inside(window);
    for (size_t row = rows.begin; row < rows.end; row++) {
        int is_inside = row >= inside_rows.begin && row < inside_rows.end && inside.begin < inside.end;
        if (!is_inside) {
            compute_run(b, row, (qk_range){0, window->output_width}, taps, stride, 1);
            continue;
        }
        compute_run(b, row, (qk_range){0, inside.begin}, taps, stride, 1);
        compute_run(b, row, inside, taps, stride, 0);
        compute_run(b, row, (qk_range){inside.end, window->output_width}, taps, stride, 1);
    }
}

QK_AVX2 static void compute_rows_3_by_1(const block *b, qk_range rows) { compute_rows(b, rows, 3, 1); }
QK_AVX2 static void compute_rows_3_by_2(const block *b, qk_range rows) { compute_rows(b, rows, 3, 2); }
QK_AVX2 static void compute_rows_5_by_1(const block *b, qk_range rows) { compute_rows(b, rows, 5, 1); }
QK_AVX2 static void compute_rows_5_by_2(const block *b, qk_range rows) { compute_rows(b, rows, 5, 2); }

/// Computes the given rows of any window, pixel by pixel.
QK_AVX2 static void compute_rows_of_any(const block *b, qk_range rows) {
    size_t width = b->p->window.output_width;
    for (size_t row = rows.begin; row < rows.end; row++) {
        for (size_t column = 0; column < width; column++) {
            compute_pixel(b, row, column, b->p->output + (row * width + column) * b->p->channels + b->channel);
        }
    }
}

typedef void (*row_function)(const block *b, qk_range rows);

static row_function function_for(const qk_window *window) {
    size_t taps = window->kernel_width;
    size_t stride = window->stride_width;
    if (window->dilation_width != 1 || (taps != 3 && taps != 5) || stride > 2) return compute_rows_of_any;
    if (taps == 3) return stride == 1 ? compute_rows_3_by_1 : compute_rows_3_by_2;
    return stride == 1 ? compute_rows_5_by_1 : compute_rows_5_by_2;
}

QK_AVX2 void qk_s8_depthwise_avx2(const qk_s8_depthwise *arguments, qk_range rows) {
    const qk_s8_depthwise *p = arguments;
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    if (p->multiplier != 1 || p->channels < QK_DEPTHWISE_CHANNELS) {
        qk_s8_depthwise_scalar(p, rows);
        return;
    }
    row_function compute = function_for(window);
    size_t elements = qk_s8_depthwise_block_elements(window->kernel_height, window->kernel_width);
    __m256i zero_point = _mm256_set1_epi16((short)p->input_zero_point);
    block b = {.p = p, .zero_point = zero_point, .output = qk_spread_output(p->rounding)};
    for (size_t i = 0; i < qk_s8_depthwise_blocks(p->channels); i++) {
        b.channel = qk_s8_depthwise_first(i, p->channels);
        b.weights = p->packed + i * elements;
        b.multipliers = _mm256_loadu_ps(p->multipliers + b.channel);
        b.bias = p->bias == NULL ? _mm256_setzero_si256()
                                 : _mm256_loadu_si256((const __m256i *)(p->bias + b.channel));
        b.inner_bias = b.bias;
        for (size_t k = 0; k < elements; k += PAIR_ELEMENTS) {
            __m256i part = _mm256_madd_epi16(zero_point, load_weights(b.weights + k));
            b.inner_bias = _mm256_sub_epi32(b.inner_bias, part);
        }
        compute(&b, rows);
    }
}

#endif
