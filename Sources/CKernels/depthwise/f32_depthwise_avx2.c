#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_vectors.h"
#include "../internal/depthwise_tiles.h"

enum {
    /// Output pixels of one tile: with 16 channels their sums take 12 of the 16 registers.
    TILE_PIXELS = 6,
    /// The most vectors of channels of one tile.
    TILE_VECTORS = 4,
    /// Registers for sums.
    TILE_SUMS = 12,
    /// Images up to this width are mostly border, whose single pixels need more channels to hide their latency.
    NARROW_WIDTH = 8,
};

/// Computes neighbouring output pixels that have the same taps, for channels from `channel` on.
///
/// A tap's weights are loaded once for all pixels, and the input comes straight from memory: one load for each
/// multiplication and little more. `pixels` and `vectors` are constants where it is inlined; `count` is the number of
/// channels, less than 8 only in the last vector of all.
QK_AVX2_INLINE void compute_tile(
    const qk_f32_depthwise *p, qk_taps vertical, qk_taps horizontal, size_t channel, const size_t count,
    const int is_whole, float *output, const size_t pixels, const size_t vectors
) {
    const qk_window *window = &p->window;
    size_t channels = p->channels;
    __m256 sums[TILE_PIXELS][TILE_VECTORS];
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        __m256 bias = _mm256_setzero_ps();
        if (p->bias != NULL) {
            const float *source = p->bias + channel + 8 * v;
            bias = is_whole ? _mm256_loadu_ps(source) : qk_load_first(source, count);
        }
        QK_UNROLL for (size_t x = 0; x < pixels; x++) sums[x][v] = bias;
    }
    size_t pixel_step = window->stride_width * channels;
    size_t tap_step = window->dilation_width * channels;
    size_t line_step = window->dilation_height * window->input_width * channels;
    const float *line =
        p->input + (vertical.position * window->input_width + horizontal.position) * channels + channel;
    const float *weight_line =
        p->weights + (vertical.begin * window->kernel_width + horizontal.begin) * channels + channel;
    __m256i mask = qk_first_lanes(is_whole ? 8 : count);
    for (size_t i = vertical.begin; i < vertical.end; i++) {
        const float *tap = line;
        const float *weight = weight_line;
        for (size_t j = horizontal.begin; j < horizontal.end; j++) {
            __m256 weights[TILE_VECTORS];
            QK_UNROLL for (size_t v = 0; v < vectors; v++) {
                weights[v] = is_whole ? _mm256_loadu_ps(weight + 8 * v) : _mm256_maskload_ps(weight, mask);
            }
            QK_UNROLL for (size_t x = 0; x < pixels; x++) {
                QK_UNROLL for (size_t v = 0; v < vectors; v++) {
                    const float *source = tap + x * pixel_step + 8 * v;
                    __m256 value = is_whole ? _mm256_loadu_ps(source) : _mm256_maskload_ps(source, mask);
                    sums[x][v] = _mm256_fmadd_ps(value, weights[v], sums[x][v]);
                }
            }
            tap += tap_step;
            weight += channels;
        }
        line += line_step;
        weight_line += window->kernel_width * channels;
    }
    qk_bounds_avx2 bounds = qk_bounds_of(p->activation);
    int is_identity = p->activation.function == QK_FUNCTION_IDENTITY;
    int has_bounds = is_identity && qk_has_bounds(p->activation);
    QK_UNROLL for (size_t x = 0; x < pixels; x++) {
        QK_UNROLL for (size_t v = 0; v < vectors; v++) {
            __m256 sum = sums[x][v];
            if (has_bounds) sum = qk_clamp_avx2(bounds, sum);
            if (is_whole) {
                _mm256_storeu_ps(output + x * channels + 8 * v, sum);
            } else {
                qk_store_first(output + x * channels, sum, count);
            }
        }
    }
    if (!is_identity) qk_activate_tile(p->activation, output, (ptrdiff_t)channels, pixels, count);
}

/// Computes up to `TILE_PIXELS` neighbouring pixels, fewer with more than two vectors.
QK_AVX2_INLINE void compute_pixels(
    const qk_f32_depthwise *p, qk_taps vertical, qk_taps horizontal, size_t channel, const size_t count,
    const int is_whole, float *output, size_t pixels, const size_t vectors
) {
#define PIXELS(number)                                                                                                 \
    case number:                                                                                                       \
        if (number * vectors > TILE_SUMS) __builtin_unreachable();                                                     \
        compute_tile(p, vertical, horizontal, channel, count, is_whole, output, number, vectors);                      \
        return;
    switch (pixels) {
        PIXELS(1)
        PIXELS(2)
        PIXELS(3)
        PIXELS(4)
        PIXELS(5)
        PIXELS(6)
    }
#undef PIXELS
}

/// Asks for what the next row of the output needs beyond what this one reads: a tile's width of it. The image's lines lie
/// too far apart for the processor to guess.
static inline void prefetch_below(
    const qk_f32_depthwise *p, qk_taps vertical, qk_taps horizontal, size_t channel, size_t pixels
) {
    const qk_window *window = &p->window;
    size_t first = vertical.position + (vertical.end - vertical.begin) * window->dilation_height;
    size_t end = qk_smaller(first + window->stride_height, window->input_height);
    for (size_t y = first; y < end; y++) {
        const float *source = p->input + (y * window->input_width + horizontal.position) * p->channels + channel;
        for (size_t x = 0; x < pixels * window->stride_width; x++) __builtin_prefetch(source + x * p->channels);
    }
}

/// Computes some channels of the given rows. All rows of a few channels before the next ones: the few lines of the
/// image that neighbouring rows share then stay in the first-level cache.
QK_AVX2_INLINE void compute_channels(
    const qk_f32_depthwise *p, qk_range rows, size_t channel, const size_t count, const int is_whole,
    const size_t vectors
) {
    const qk_window *window = &p->window;
    const size_t tile_pixels = vectors > 2 ? TILE_SUMS / vectors : TILE_PIXELS;
    qk_range inside = qk_columns_inside(window);
    for (size_t row = rows.begin; row < rows.end; row++) {
        qk_taps vertical = qk_vertical_taps(window, row);
        float *output = p->output + row * window->output_width * p->channels + channel;
        size_t column = 0;
        for (; column < inside.begin; column++, output += p->channels) {
            qk_taps horizontal = qk_horizontal_taps(window, column);
            compute_pixels(p, vertical, horizontal, channel, count, is_whole, output, 1, vectors);
        }
        size_t tiles = (inside.end - inside.begin + tile_pixels - 1) / tile_pixels;
        qk_taps horizontal = {0, window->kernel_width, inside.begin * window->stride_width - window->pad_left};
        for (; tiles > 0; tiles--) {
            // Of nearly equal sizes, for a small one does not hide its latency.
            size_t pixels = (inside.end - column + tiles - 1) / tiles;
            prefetch_below(p, vertical, horizontal, channel, pixels);
            compute_pixels(p, vertical, horizontal, channel, count, is_whole, output, pixels, vectors);
            horizontal.position += pixels * window->stride_width;
            column += pixels;
            output += pixels * p->channels;
        }
        for (; column < window->output_width; column++, output += p->channels) {
            qk_taps horizontal = qk_horizontal_taps(window, column);
            compute_pixels(p, vertical, horizontal, channel, count, is_whole, output, 1, vectors);
        }
    }
}

/// The kinds of channel blocks: four vectors, two, one, and what is left.
QK_AVX2 static void compute_32_channels(const qk_f32_depthwise *p, qk_range rows, size_t channel) {
    compute_channels(p, rows, channel, 32, 1, 4);
}

QK_AVX2 static void compute_16_channels(const qk_f32_depthwise *p, qk_range rows, size_t channel) {
    compute_channels(p, rows, channel, 16, 1, 2);
}

QK_AVX2 static void compute_8_channels(const qk_f32_depthwise *p, qk_range rows, size_t channel) {
    compute_channels(p, rows, channel, 8, 1, 1);
}

QK_AVX2 static void compute_last_channels(const qk_f32_depthwise *p, qk_range rows, size_t channel) {
    compute_channels(p, rows, channel, p->channels - channel, 0, 1);
}

/// Output channel o reads input channel o / multiplier, eight output channels at a time.
QK_AVX2 static void compute_multiplied_row(const qk_f32_depthwise *p, size_t row) {
    const qk_window *window = &p->window;
    qk_taps vertical = qk_vertical_taps(window, row);
    size_t outputs = p->channels * p->multiplier;
    float *output = p->output + row * window->output_width * outputs;
    for (size_t channel = 0; channel < outputs; channel += 8) {
        size_t count = qk_smaller(8, outputs - channel);
        size_t first = channel / p->multiplier;
        int32_t lanes[8] = {0};
        for (size_t lane = 0; lane < count; lane++) {
            lanes[lane] = (int32_t)((channel + lane) / p->multiplier - first);
        }
        __m256i indices = _mm256_loadu_si256((const __m256i *)lanes);
        __m256 bias = p->bias == NULL ? _mm256_setzero_ps() : qk_load_first(p->bias + channel, count);
        for (size_t column = 0; column < window->output_width; column++) {
            qk_taps horizontal = qk_horizontal_taps(window, column);
            __m256 sum = bias;
            size_t y = vertical.position;
            for (size_t i = vertical.begin; i < vertical.end; i++, y += window->dilation_height) {
                size_t x = horizontal.position;
                for (size_t j = horizontal.begin; j < horizontal.end; j++, x += window->dilation_width) {
                    const float *source = p->input + (y * window->input_width + x) * p->channels + first;
                    const float *weight = p->weights + (i * window->kernel_width + j) * outputs + channel;
                    __m256 value = _mm256_i32gather_ps(source, indices, 4);
                    sum = _mm256_fmadd_ps(value, qk_load_first(weight, count), sum);
                }
            }
            qk_store_first(output + column * outputs + channel, sum, count);
        }
    }
    qk_f32_unary_avx2(p->activation, output, output, window->output_width * outputs);
}

/// Everything but the sums of rows.
QK_AVX2 static void compute_rows(const qk_f32_depthwise *p, qk_range rows) {
    if (p->multiplier != 1) {
        for (size_t row = rows.begin; row < rows.end; row++) compute_multiplied_row(p, row);
        return;
    }
    size_t channel = 0;
    if (qk_has_tiles(p)) {
        channel = p->channels / 8 * 8;
        qk_compute_tiles(p, rows, channel);
    } else if (p->window.output_width <= NARROW_WIDTH) {
        for (; channel + 32 <= p->channels; channel += 32) compute_32_channels(p, rows, channel);
    }
    for (; channel + 16 <= p->channels; channel += 16) compute_16_channels(p, rows, channel);
    if (channel + 8 <= p->channels) {
        compute_8_channels(p, rows, channel);
        channel += 8;
    }
    if (channel < p->channels) compute_last_channels(p, rows, channel);
}

QK_AVX2 void qk_f32_depthwise_avx2(const qk_f32_depthwise *arguments, qk_range rows) {
    const qk_f32_depthwise *p = arguments;
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(p->multiplier > 0);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    qk_clear_row_sums(p, rows);
    compute_rows(p, rows);
    // Tiles of all channels have added theirs already.
    int is_summed = qk_has_tiles(p) && p->channels % 8 == 0;
    if (p->row_sums == NULL || is_summed) return;
    size_t outputs = p->channels * p->multiplier;
    for (size_t row = rows.begin; row < rows.end; row++) {
        const float *output = p->output + row * window->output_width * outputs;
        qk_add_outputs(output, window->output_width, outputs, p->row_sums + row * outputs);
    }
}

#endif
