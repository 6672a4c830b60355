#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"
#include "../internal/window.h"

enum {
    /// Output pixels of one tile: with 16 channels their sums take 12 of the 16 registers.
    TILE_PIXELS = 6,
    /// Channels of one tile.
    TILE_CHANNELS = 16,
    /// Channels of a border pixel's tile, enough sums to hide their latency.
    BORDER_CHANNELS = 32,
};

#define UNROLL _Pragma("clang loop unroll(full)")

/// What the tiles of one output row share.
typedef struct row_work {
    const qk_f32_depthwise *p;
    qk_taps vertical;
    float *output;
} row_work;

/// Computes neighbouring output pixels that have the same horizontal taps, for channels from `channel` on.
///
/// A tap's weights are loaded once for all pixels, and the input comes straight from memory: one load for each
/// multiplication and little more. `pixels` and `vectors` are constants where it is inlined; `mask` is null or belongs
/// to the only vector.
QK_AVX2_INLINE void compute_tile(
    const row_work *work, size_t column, qk_taps horizontal, size_t channel, const size_t pixels, const size_t vectors,
    const __m256i *mask
) {
    const qk_f32_depthwise *p = work->p;
    const qk_window *window = &p->window;
    size_t channels = p->channels;
    __m256 sums[TILE_PIXELS][BORDER_CHANNELS / 8];
    UNROLL for (size_t v = 0; v < vectors; v++) {
        __m256 bias = _mm256_setzero_ps();
        if (p->bias != NULL) {
            const float *source = p->bias + channel + 8 * v;
            bias = mask == NULL ? _mm256_loadu_ps(source) : _mm256_maskload_ps(source, *mask);
        }
        UNROLL for (size_t x = 0; x < pixels; x++) sums[x][v] = bias;
    }
    size_t pixel_step = window->stride_width * channels;
    size_t tap_step = window->dilation_width * channels;
    size_t line_step = window->dilation_height * window->input_width * channels;
    const float *line = p->input + (work->vertical.position * window->input_width + horizontal.position) * channels + channel;
    const float *weight_line =
        p->weights + (work->vertical.begin * window->kernel_width + horizontal.begin) * channels + channel;
    for (size_t i = work->vertical.begin; i < work->vertical.end; i++) {
        const float *tap = line;
        const float *weight = weight_line;
        for (size_t j = horizontal.begin; j < horizontal.end; j++) {
            __m256 weights[BORDER_CHANNELS / 8];
            UNROLL for (size_t v = 0; v < vectors; v++) {
                weights[v] = mask == NULL ? _mm256_loadu_ps(weight + 8 * v) : _mm256_maskload_ps(weight, *mask);
            }
            UNROLL for (size_t x = 0; x < pixels; x++) {
                UNROLL for (size_t v = 0; v < vectors; v++) {
                    const float *source = tap + x * pixel_step + 8 * v;
                    __m256 value = mask == NULL ? _mm256_loadu_ps(source) : _mm256_maskload_ps(source, *mask);
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
    float *output = work->output + column * channels + channel;
    int is_identity = p->activation.function == QK_FUNCTION_IDENTITY;
    UNROLL for (size_t x = 0; x < pixels; x++) {
        UNROLL for (size_t v = 0; v < vectors; v++) {
            __m256 sum = sums[x][v];
            if (is_identity) sum = qk_clamp_avx2(bounds, sum);
            if (mask == NULL) {
                _mm256_storeu_ps(output + x * channels + 8 * v, sum);
            } else {
                _mm256_maskstore_ps(output + x * channels, *mask, sum);
            }
        }
    }
}

/// Computes `pixels` neighbouring output pixels for all channels from `channel` on in steps of `vectors`; returns the
/// first channel that is left.
#define DEFINE_PIXELS(pixels)                                                                                          \
    QK_AVX2 static void compute_pixels_##pixels(const row_work *work, size_t column, qk_taps horizontal) {             \
        size_t channel = 0;                                                                                            \
        size_t channels = work->p->channels;                                                                           \
        if (pixels <= 3) {                                                                                             \
            for (; channel + BORDER_CHANNELS <= channels; channel += BORDER_CHANNELS) {                                \
                compute_tile(work, column, horizontal, channel, pixels, pixels <= 3 ? 4 : 2, NULL);                    \
            }                                                                                                          \
        }                                                                                                              \
        for (; channel + TILE_CHANNELS <= channels; channel += TILE_CHANNELS) {                                        \
            compute_tile(work, column, horizontal, channel, pixels, 2, NULL);                                          \
        }                                                                                                              \
        if (channel + 8 <= channels) {                                                                                 \
            compute_tile(work, column, horizontal, channel, pixels, 1, NULL);                                          \
            channel += 8;                                                                                              \
        }                                                                                                              \
        if (channel < channels) {                                                                                      \
            __m256i mask = qk_first_lanes(channels - channel);                                                         \
            compute_tile(work, column, horizontal, channel, pixels, 1, &mask);                                         \
        }                                                                                                              \
    }
DEFINE_PIXELS(1)
DEFINE_PIXELS(2)
DEFINE_PIXELS(3)
DEFINE_PIXELS(4)
DEFINE_PIXELS(5)
DEFINE_PIXELS(6)

typedef void (*pixels_function)(const row_work *work, size_t column, qk_taps horizontal);

static const pixels_function compute_pixels[TILE_PIXELS + 1] = {
    NULL, compute_pixels_1, compute_pixels_2, compute_pixels_3, compute_pixels_4, compute_pixels_5, compute_pixels_6,
};

/// Output channel o reads input channel o / multiplier, eight output channels at a time.
QK_AVX2 static void compute_row_with_multiplier(const row_work *work) {
    const qk_f32_depthwise *p = work->p;
    const qk_window *window = &p->window;
    size_t outputs = p->channels * p->multiplier;
    for (size_t column = 0; column < window->output_width; column++) {
        qk_taps horizontal = qk_horizontal_taps(window, column);
        for (size_t channel = 0; channel < outputs; channel += 8) {
            size_t count = qk_smaller(8, outputs - channel);
            __m256i mask = qk_first_lanes(count);
            size_t first = channel / p->multiplier;
            int32_t lanes[8] = {0};
            for (size_t lane = 0; lane < count; lane++) {
                lanes[lane] = (int32_t)((channel + lane) / p->multiplier - first);
            }
            __m256i indices = _mm256_loadu_si256((const __m256i *)lanes);
            __m256 sum = p->bias == NULL ? _mm256_setzero_ps() : _mm256_maskload_ps(p->bias + channel, mask);
            size_t y = work->vertical.position;
            for (size_t i = work->vertical.begin; i < work->vertical.end; i++, y += window->dilation_height) {
                size_t x = horizontal.position;
                for (size_t j = horizontal.begin; j < horizontal.end; j++, x += window->dilation_width) {
                    const float *source = p->input + (y * window->input_width + x) * p->channels + first;
                    const float *weight = p->weights + (i * window->kernel_width + j) * outputs + channel;
                    __m256 value = _mm256_i32gather_ps(source, indices, 4);
                    sum = _mm256_fmadd_ps(value, _mm256_maskload_ps(weight, mask), sum);
                }
            }
            float *output = work->output + column * outputs + channel;
            _mm256_maskstore_ps(output, mask, sum);
        }
    }
}

QK_AVX2 static void compute_row(const row_work *work) {
    const qk_window *window = &work->p->window;
    for (size_t column = 0; column < window->output_width;) {
        qk_taps horizontal = qk_horizontal_taps(window, column);
        if (horizontal.begin != 0 || horizontal.end != window->kernel_width) {
            compute_pixels_1(work, column, horizontal);
            column++;
            continue;
        }
        // All following pixels whose windows lie inside the image.
        size_t extent = (window->kernel_width - 1) * window->dilation_width + 1;
        size_t inside = (window->input_width + window->pad_left - extent) / window->stride_width + 1;
        inside = qk_smaller(inside, window->output_width);
        size_t tiles = (inside - column + TILE_PIXELS - 1) / TILE_PIXELS;
        while (column < inside) {
            // Of nearly equal sizes, for a small one does not hide its latency.
            size_t pixels = (inside - column + tiles - 1) / tiles;
            compute_pixels[pixels](work, column, horizontal);
            horizontal.position += pixels * window->stride_width;
            column += pixels;
            tiles--;
        }
    }
}

QK_AVX2 void qk_f32_depthwise_avx2(const qk_f32_depthwise *arguments, qk_range rows) {
    const qk_f32_depthwise *p = arguments;
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(p->multiplier > 0);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    size_t row_elements = window->output_width * p->channels * p->multiplier;
    for (size_t row = rows.begin; row < rows.end; row++) {
        row_work work = {p, qk_vertical_taps(window, row), p->output + row * row_elements};
        if (p->multiplier == 1) {
            compute_row(&work);
        } else {
            compute_row_with_multiplier(&work);
        }
        if (p->multiplier != 1 || p->activation.function != QK_FUNCTION_IDENTITY) {
            qk_f32_unary_avx2(p->activation, work.output, work.output, row_elements);
        }
    }
}

#endif
