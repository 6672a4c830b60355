#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_integer.h"
#include "../internal/s8_pairs.h"
#include "../internal/window.h"

#define UNROLL _Pragma("clang loop unroll(full)")

enum {
    /// The most pixels of one tile: their sums take 8 of the 16 registers, and the weights of a line of taps up to 5.
    TILE_PIXELS = 8,
    /// Elements of eight channels of two pixels, one below the other, channel by channel: of the image as it is laid out
    /// here, and of the weights.
    PAIR_ELEMENTS = 2 * QK_DEPTHWISE_CHANNELS,
    /// Pairs of pixels of a block: few, so that the lines of the image that they come from stay in the first-level cache
    /// until all channels of a cache line have been laid out.
    MAXIMUM_PAIRS = 160,
    /// Rows of the output that share what is laid out: fewer are not worth it.
    LEAST_ROWS = 2,
    MAXIMUM_ROWS = 64,
};

/// A part of the output and of eight channels, with the pairs of pixels that it reads laid out in rows: the input minus its
/// zero point, with zeros left and right of the image.
typedef struct block {
    const qk_s8_depthwise *p;
    const qk_s8_output_avx2 *output;
    int16_t *elements;
    /// Pairs of one row.
    size_t width;
    /// The pairs of lines that are laid out.
    qk_range pairs;
    qk_range columns;
    size_t first_row;
    size_t row_count;
    qk_pair_taps taps[MAXIMUM_ROWS];

    size_t channel;
    const int16_t *weights;
    __m256i bias;
    __m256 multipliers;
} block;

/// Pairs of one row for some columns of the output.
static size_t width_for(const qk_window *window, size_t columns) {
    return (columns - 1) * window->stride_width + (window->kernel_width - 1) * window->dilation_width + 1;
}

QK_AVX2_INLINE __m256i load(const int16_t *elements) { return _mm256_loadu_si256((const __m256i *)elements); }

/// Eight channels of two pixels.
QK_AVX2_INLINE __m256i load_pair(const int8_t *upper, const int8_t *lower, __m256i zero_point) {
    __m128i first = _mm_loadl_epi64((const __m128i *)upper);
    __m128i second = _mm_loadl_epi64((const __m128i *)lower);
    return _mm256_sub_epi16(_mm256_cvtepi8_epi16(_mm_unpacklo_epi8(first, second)), zero_point);
}

/// Lays out `count` neighbouring pixels and those below them.
QK_AVX2_INLINE void lay_out_row(const block *b, const int8_t *upper, const int8_t *lower, int16_t *target, size_t count) {
    size_t channels = b->p->channels;
    __m256i zero_point = _mm256_set1_epi16((short)b->p->input_zero_point);
    __m256i *pairs = (__m256i *)target;
    size_t offset = 0;
    size_t x = 0;
    for (; x + 2 <= count; x += 2, offset += 2 * channels) {
        _mm256_storeu_si256(pairs + x, load_pair(upper + offset, lower + offset, zero_point));
        _mm256_storeu_si256(
            pairs + x + 1, load_pair(upper + offset + channels, lower + offset + channels, zero_point));
    }
    if (x < count) _mm256_storeu_si256(pairs + x, load_pair(upper + offset, lower + offset, zero_point));
}

/// Lays out eight channels. What lies left and right of the image is zero already.
QK_AVX2 static void lay_out(const block *b) {
    const qk_window *window = &b->p->weights.window;
    ptrdiff_t left = (ptrdiff_t)(b->columns.begin * window->stride_width) - (ptrdiff_t)window->pad_left;
    if (left >= (ptrdiff_t)window->input_width) return;
    size_t before = left < 0 ? qk_smaller((size_t)-left, b->width) : 0;
    size_t place = left < 0 ? 0 : (size_t)left;
    size_t count = qk_smaller(b->width - before, window->input_width - place);
    size_t line_elements = window->input_width * b->p->channels;
    for (size_t pair = b->pairs.begin; pair < b->pairs.end; pair++) {
        size_t line = qk_upper_line(window, pair);
        const int8_t *upper = b->p->input + line * line_elements + place * b->p->channels + b->channel;
        int16_t *target = b->elements + ((pair - b->pairs.begin) * b->width + before) * PAIR_ELEMENTS;
        int has_lower = line + window->dilation_height < window->input_height;
        lay_out_row(b, upper, has_lower ? upper + window->dilation_height * line_elements : upper, target, count);
        if (has_lower) continue;
        __m256i mask = _mm256_set1_epi32(0x0000ffff);
        for (size_t x = 0; x < count; x++, target += PAIR_ELEMENTS) {
            _mm256_storeu_si256((__m256i *)target, _mm256_and_si256(load(target), mask));
        }
    }
}

/// Rounds and stores neighbouring pixels.
QK_AVX2_INLINE void store_tile(const block *b, const __m256i *sums, int8_t *target, const size_t pixels) {
    size_t step = b->p->channels;
    __m256i rounded[TILE_PIXELS];
    UNROLL for (size_t x = 0; x < pixels; x++) rounded[x] = qk_round_sums(b->output, sums[x], b->multipliers);
    UNROLL for (size_t x = 0; x < pixels; x += 4) {
        const size_t last = pixels - 1;
        __m256i bytes = qk_pack_sums(
            b->output, rounded[x], rounded[x + 1 < last ? x + 1 : last], rounded[x + 2 < last ? x + 2 : last],
            rounded[x + 3 < last ? x + 3 : last]);
        __m128i halves[2] = {_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1)};
        UNROLL for (size_t i = 0; i < 4; i++) {
            if (x + i >= pixels) continue;
            if (i % 2 == 0) {
                _mm_storel_epi64((__m128i *)target, halves[i / 2]);
            } else {
                _mm_storeh_pd((double *)target, _mm_castsi128_pd(halves[i / 2]));
            }
            target += step;
        }
    }
}

/// What the windows of one row of the output read.
typedef struct row {
    const int16_t *elements;
    const int16_t *weights;
    size_t pair_count;
    /// Elements from one pair of lines to the next.
    size_t pair_step;
    int8_t *target;
} row;

/// The row of this number within the block.
static inline row row_at(const block *b, size_t number) {
    const qk_window *window = &b->p->weights.window;
    qk_pair_taps taps = b->taps[number];
    size_t kernel_pair = taps.kernel_pair + (taps.is_lower ? qk_s8_depthwise_pairs(window->kernel_height) : 0);
    size_t pixel = (b->first_row + number) * window->output_width + b->columns.begin;
    return (row){
        .elements = b->elements + (taps.first - b->pairs.begin) * b->width * PAIR_ELEMENTS,
        .weights = b->weights + kernel_pair * window->kernel_width * PAIR_ELEMENTS,
        .pair_count = taps.count,
        .pair_step = window->dilation_height * b->width * PAIR_ELEMENTS,
        .target = b->p->output + pixel * b->p->channels + b->channel,
    };
}

/// Computes neighbouring pixels of a row: a pair of pixels is read once for all windows that it belongs to. The numbers of
/// pixels and taps and the stride are constants where it is inlined.
QK_AVX2_INLINE void compute_tile(
    const block *b, const row *r, const size_t pixels, const size_t taps, const size_t stride
) {
    __m256i sums[TILE_PIXELS];
    UNROLL for (size_t x = 0; x < pixels; x++) sums[x] = b->bias;
    const int16_t *elements = r->elements;
    const int16_t *weights = r->weights;
    for (size_t pair = r->pair_count; pair > 0; pair--) {
        UNROLL for (size_t i = 0; i < (pixels - 1) * stride + taps; i++) {
            __m256i values = load(elements + i * PAIR_ELEMENTS);
            UNROLL for (size_t x = 0; x < pixels; x++) {
                if (i < x * stride || i >= x * stride + taps) continue;
                __m256i products = _mm256_madd_epi16(values, load(weights + (i - x * stride) * PAIR_ELEMENTS));
                sums[x] = _mm256_add_epi32(sums[x], products);
            }
        }
        elements += r->pair_step;
        weights += taps * PAIR_ELEMENTS;
    }
    store_tile(b, sums, r->target, pixels);
}

/// Computes the block in tiles of nearly equal sizes.
QK_AVX2_INLINE void compute_rows(const block *b, const size_t taps, const size_t stride) {
    for (size_t number = 0; number < b->row_count; number++) {
        row r = row_at(b, number);
        size_t count = b->columns.end - b->columns.begin;
        for (size_t tiles = (count + TILE_PIXELS - 1) / TILE_PIXELS; tiles > 0; tiles--) {
            size_t pixels = count / tiles;
#define PIXELS(number)                                                                                                 \
    case number: compute_tile(b, &r, number, taps, stride); break;
            switch (pixels) {
                PIXELS(1)
                PIXELS(2)
                PIXELS(3)
                PIXELS(4)
                PIXELS(5)
                PIXELS(6)
                PIXELS(7)
                PIXELS(8)
            }
#undef PIXELS
            count -= pixels;
            r.elements += pixels * stride * PAIR_ELEMENTS;
            r.target += pixels * b->p->channels;
        }
    }
}

QK_AVX2 static void compute_3_by_1(const block *b) { compute_rows(b, 3, 1); }
QK_AVX2 static void compute_3_by_2(const block *b) { compute_rows(b, 3, 2); }
QK_AVX2 static void compute_5_by_1(const block *b) { compute_rows(b, 5, 1); }
QK_AVX2 static void compute_5_by_2(const block *b) { compute_rows(b, 5, 2); }

/// Any window, pixel by pixel.
QK_AVX2 static void compute_any(const block *b) {
    const qk_window *window = &b->p->weights.window;
    for (size_t number = 0; number < b->row_count; number++) {
        row r = row_at(b, number);
        for (size_t column = b->columns.begin; column < b->columns.end; column++) {
            __m256i sum = b->bias;
            const int16_t *weights = r.weights;
            for (size_t pair = 0; pair < r.pair_count; pair++) {
                const int16_t *elements = r.elements + pair * r.pair_step;
                for (size_t tap = 0; tap < window->kernel_width; tap++) {
                    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(load(elements), load(weights)));
                    elements += window->dilation_width * PAIR_ELEMENTS;
                    weights += PAIR_ELEMENTS;
                }
            }
            store_tile(b, &sum, r.target, 1);
            r.elements += window->stride_width * PAIR_ELEMENTS;
            r.target += b->p->channels;
        }
    }
}

typedef void (*block_function)(const block *b);

static block_function function_for(const qk_window *window) {
    size_t taps = window->kernel_width;
    size_t stride = window->stride_width;
    if (window->dilation_width != 1 || (taps != 3 && taps != 5) || stride > 2) return compute_any;
    if (taps == 3) return stride == 1 ? compute_3_by_1 : compute_3_by_2;
    return stride == 1 ? compute_5_by_1 : compute_5_by_2;
}

/// Computes all channels of a part of the output.
QK_AVX2 static void compute_block(block *b) {
    const qk_s8_depthwise *p = b->p;
    block_function compute = function_for(&p->weights.window);
    b->width = width_for(&p->weights.window, b->columns.end - b->columns.begin);
    memset(b->elements, 0, (b->pairs.end - b->pairs.begin) * b->width * PAIR_ELEMENTS * sizeof *b->elements);
    size_t elements = qk_s8_depthwise_block_elements(p->weights.window.kernel_height, p->weights.window.kernel_width);
    for (size_t i = 0; i < qk_s8_depthwise_blocks(p->channels); i++) {
        b->channel = qk_s8_depthwise_first(i, p->channels);
        b->weights = (const int16_t *)p->packed + i * elements;
        b->multipliers = _mm256_loadu_ps(p->multipliers + b->channel);
        b->bias = p->bias == NULL ? _mm256_setzero_si256()
                                  : _mm256_loadu_si256((const __m256i *)(p->bias + b->channel));
        lay_out(b);
        compute(b);
    }
}

/// Adds rows of the output to the block, as many of those from its first row to `end` as have room.
static void take_rows(block *b, size_t end, size_t columns) {
    const qk_window *window = &b->p->weights.window;
    size_t width = width_for(window, columns);
    b->row_count = 0;
    b->pairs = (qk_range){0, 0};
    for (size_t row = b->first_row; row < end && b->row_count < MAXIMUM_ROWS; row++) {
        qk_pair_taps taps = qk_pair_taps_of_row(window, row);
        qk_range pairs = qk_with_taps(window, b->pairs, taps);
        if ((pairs.end - pairs.begin) * width > MAXIMUM_PAIRS) return;
        b->pairs = pairs;
        b->taps[b->row_count++] = taps;
    }
}

/// Columns of the output of one block; 0 where not even one window has room.
static size_t columns_of_block(const qk_window *window, size_t rows) {
    size_t pairs_of_row = (qk_s8_depthwise_pairs(window->kernel_height) - 1) * window->dilation_height + 1;
    size_t pairs = pairs_of_row + (qk_smaller(LEAST_ROWS, rows) - 1) * ((window->stride_height + 1) / 2);
    size_t columns = window->output_width;
    while (columns > 1 && pairs * width_for(window, columns) > MAXIMUM_PAIRS) columns = (columns + 1) / 2;
    return pairs_of_row * width_for(window, columns) > MAXIMUM_PAIRS ? 0 : columns;
}

QK_AVX2 void qk_s8_depthwise_avx2(const qk_s8_depthwise *arguments, void *scratch, qk_range rows) {
    const qk_s8_depthwise *p = arguments;
    const qk_window *window = &p->weights.window;
    qk_check_window(window);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    if (rows.begin == rows.end) return;
    size_t columns = columns_of_block(window, rows.end - rows.begin);
    if (p->weights.multiplier != 1 || p->channels < QK_DEPTHWISE_CHANNELS || columns == 0) {
        qk_s8_depthwise_scalar(p, scratch, rows);
        return;
    }
    int16_t elements[MAXIMUM_PAIRS * PAIR_ELEMENTS];
    qk_s8_output_avx2 output = qk_spread_output(p->rounding);
    block b = {.p = p, .output = &output, .elements = elements, .first_row = rows.begin};
    while (b.first_row < rows.end) {
        take_rows(&b, rows.end, columns);
        for (size_t column = 0; column < window->output_width; column += columns) {
            b.columns = (qk_range){column, qk_smaller(window->output_width, column + columns)};
            compute_block(&b);
        }
        b.first_row += b.row_count;
    }
}

#endif
