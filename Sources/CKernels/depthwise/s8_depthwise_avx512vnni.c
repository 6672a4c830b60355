#include "../internal/kernels.h"

#if QK_HAS_AVX512VNNI

#include "../internal/avx512vnni_integer.h"
#include "../internal/s8_depthwise_quads.h"
#include "../internal/window.h"

#define UNROLL _Pragma("clang loop unroll(full)")

enum {
    /// The most outputs that are computed together: with a 5x5 kernel each vector of weights then serves two.
    TILE_OUTPUTS = 8,
    /// Blocks of channels that are laid out together, because they share the lines of the cache.
    SLICE_BLOCKS = 4,
    /// Bytes of lines that stay in the first-level cache.
    SLICE_BYTES = 24 * 1024,
};

/// Some blocks of channels of the convolution, and the part of the image that is laid out for them.
typedef struct slice {
    const qk_s8_depthwise *conv;
    qk_quad_geometry geometry;
    qk_range blocks;
    /// Lines of quads, [line][block]; line i of the image with its padding is at i modulo their number.
    uint8_t *lines;
    size_t line_count;
    /// Bytes of one block of a line.
    size_t line_bytes;
    qk_s8_output_avx512vnni rule;
} slice;

/// One block of channels.
typedef struct block {
    const slice *slice;
    /// The block's first line of quads, and the output at its first channel.
    const uint8_t *lines;
    int8_t *output;
    /// The channels of the block that exist.
    __mmask16 channels;
    const int8_t *weights;
    /// What sums begin with.
    __m512i offsets;
    __m512 multipliers;
} block;

/// Outputs that are computed together: whole groups, and as many as one vector of bytes holds at least.
static inline size_t tile_outputs(qk_quad_geometry geometry) { return geometry.outputs == 4 ? 8 : 4; }

/// Bytes of one block's quads of a line: those that the tiles of a row read.
static inline size_t bytes_of_line(const qk_window *window, qk_quad_geometry geometry) {
    size_t tiles = (window->output_width + tile_outputs(geometry) - 1) / tile_outputs(geometry);
    size_t groups = tiles * tile_outputs(geometry) / geometry.outputs;
    return (groups + (geometry.quads - 1) * 4 / geometry.step) * QK_QUAD_BYTES;
}

/// Lines that one row of the output reads, with those between them.
static inline size_t lines_of_row(const qk_window *window) {
    return (window->kernel_height - 1) * window->dilation_height + 1;
}

/// Rows that are computed from lines that are laid out together.
static inline size_t rows_of_band(const qk_window *window, size_t bytes_of_lines) {
    size_t lines = SLICE_BYTES / bytes_of_lines;
    size_t least = lines_of_row(window);
    return lines <= least ? 1 : qk_smaller(window->output_height, (lines - least) / window->stride_height + 1);
}

/// Lines that are kept for the rows of a band.
static inline size_t lines_of_band(const qk_window *window, size_t rows) {
    return (rows - 1) * window->stride_height + lines_of_row(window);
}

size_t qk_s8_depthwise_scratch_avx512vnni(const qk_s8_depthwise_weights *weights, const qk_window *window) {
    if (!qk_s8_depthwise_has_quads(weights)) return qk_s8_depthwise_scratch_avx2(weights, window);
    if (window->output_height == 0 || window->output_width == 0) return 0;
    size_t most = 0;
    // Fewer blocks have more lines.
    for (size_t blocks = 1; blocks <= qk_smaller(SLICE_BLOCKS, qk_s8_quad_blocks(weights)); blocks++) {
        size_t bytes = blocks * bytes_of_line(window, qk_s8_quad_geometry(weights));
        most = qk_larger(most, lines_of_band(window, rows_of_band(window, bytes)) * bytes);
    }
    return most;
}

/// The channels of a block that exist.
static inline __mmask16 channels_of(const qk_s8_depthwise *p, size_t block) {
    return qk_first_lanes16(p->channels - block * QK_QUAD_CHANNELS);
}

/// The quad of 16 channels of four pixels that lie one behind the other: byte 4 c + i is channel c of pixel i.
QK_AVX512VNNI_INLINE __m512i interleave(__m512i pixels) {
    __m512i order = _mm512_set_epi32(
        0x3F2F1F0F, 0x3E2E1E0E, 0x3D2D1D0D, 0x3C2C1C0C, 0x3B2B1B0B, 0x3A2A1A0A, 0x39291909, 0x38281808, 0x37271707,
        0x36261606, 0x35251505, 0x34241404, 0x33231303, 0x32221202, 0x31211101, 0x30201000);
    // Compilers that know the order make many steps of it.
    __asm__("" : "+v"(order));
    return _mm512_permutexvar_epi8(order, pixels);
}

/// Some channels of the pixel at column x, or the padding where that is outside.
QK_AVX512VNNI_INLINE __m128i
load_or_pad(const qk_s8_depthwise *p, const int8_t *line, __mmask16 channels, ptrdiff_t x) {
    int is_inside = x >= 0 && x < (ptrdiff_t)p->window.input_width;
    __m128i padding = _mm_set1_epi8((char)p->input_zero_point);
    return is_inside ? _mm_maskz_loadu_epi8(channels, line + x * (ptrdiff_t)p->channels) : padding;
}

/// The same of the four pixels from column x on.
QK_AVX512VNNI_INLINE __m512i
load_border(const qk_s8_depthwise *p, const int8_t *line, __mmask16 channels, ptrdiff_t x) {
    __m512i pixels = _mm512_castsi128_si512(load_or_pad(p, line, channels, x));
    pixels = _mm512_inserti32x4(pixels, load_or_pad(p, line, channels, x + 1), 1);
    pixels = _mm512_inserti32x4(pixels, load_or_pad(p, line, channels, x + 2), 2);
    return _mm512_inserti32x4(pixels, load_or_pad(p, line, channels, x + 3), 3);
}

/// Lays out the quads of one line of the image, counted from the top of its padding, plus 128.
QK_AVX512VNNI static void lay_out(const slice *s, size_t line) {
    const qk_s8_depthwise *p = s->conv;
    const qk_window *window = &p->window;
    size_t blocks = s->blocks.end - s->blocks.begin;
    uint8_t *target = s->lines + line % s->line_count * blocks * s->line_bytes;
    if (line < window->pad_top || line - window->pad_top >= window->input_height) {
        memset(target, p->input_zero_point + 128, blocks * s->line_bytes);
        return;
    }
    const int8_t *source = p->input + (line - window->pad_top) * window->input_width * p->channels;
    const __m512i sign = _mm512_set1_epi8(-128);
    const ptrdiff_t channels = (ptrdiff_t)p->channels;
    const ptrdiff_t step = (ptrdiff_t)s->geometry.step;
    for (size_t i = 0; i < blocks; i++, target += s->line_bytes) {
        const int8_t *first = source + (s->blocks.begin + i) * QK_QUAD_CHANNELS;
        __mmask16 valid = channels_of(p, s->blocks.begin + i);
        // Whole blocks are read whole where all four pixels are inside.
        ptrdiff_t inside_end = valid == 0xFFFF ? (ptrdiff_t)window->input_width - 3 : 0;
        uint8_t *quad = target;
        uint8_t *end = target + s->line_bytes;
        for (ptrdiff_t x = -(ptrdiff_t)window->pad_left; quad < end; x += step, quad += QK_QUAD_BYTES) {
            if (x < 0 || x >= inside_end) {
                __m512i pixels = load_border(p, first, valid, x);
                _mm512_storeu_si512(quad, interleave(_mm512_xor_si512(pixels, sign)));
                continue;
            }
            const int8_t *pixel = first + x * channels;
            for (; x < inside_end && quad < end; x += step, quad += QK_QUAD_BYTES, pixel += step * channels) {
                __m512i pixels = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)pixel));
                pixels = _mm512_inserti32x4(pixels, _mm_loadu_si128((const __m128i *)(pixel + channels)), 1);
                pixels = _mm512_inserti32x4(pixels, _mm_loadu_si128((const __m128i *)(pixel + 2 * channels)), 2);
                pixels = _mm512_inserti32x4(pixels, _mm_loadu_si128((const __m128i *)(pixel + 3 * channels)), 3);
                _mm512_storeu_si512(quad, interleave(_mm512_xor_si512(pixels, sign)));
            }
            x -= step;
            quad -= QK_QUAD_BYTES;
        }
    }
}

/// Rounds four neighbouring outputs and stores those of them that exist.
QK_AVX512VNNI_INLINE void store_outputs(
    const qk_s8_output_avx512vnni *rule, __m512 multipliers, const __m512i *sums, __mmask16 channels, int8_t *target,
    size_t stride, size_t count
) {
    __m512i rounded[4];
    UNROLL for (size_t i = 0; i < 4; i++) rounded[i] = qk_round_sums_avx512vnni(rule, sums[i], multipliers);
    __m512i bytes = qk_pack_sums_avx512vnni(rule, rounded[0], rounded[1], rounded[2], rounded[3]);
    if (count >= 4 && channels == 0xFFFF) {
        UNROLL for (size_t i = 0; i < 4; i++) {
            _mm_storeu_si128((__m128i *)(target + i * stride), qk_sixteen(bytes, i));
        }
        return;
    }
    UNROLL for (size_t i = 0; i < 4; i++) {
        if (i < count) _mm_mask_storeu_epi8(target + i * stride, channels, qk_sixteen(bytes, i));
    }
}

/// Computes some rows of a block. The kernel's size and the numbers of the geometry are constants where it is inlined.
QK_AVX512VNNI_INLINE void compute_rows(
    const block *b, qk_range rows, const size_t size, const size_t outputs, const size_t quads, const size_t step
) {
    const size_t tile = outputs == 4 ? 8 : 4;
    // Copies, because stores of bytes could change what is in memory.
    const slice *s = b->slice;
    const qk_window *window = &s->conv->window;
    const qk_s8_output_avx512vnni rule = s->rule;
    const __m512i offsets = b->offsets;
    const __m512 multipliers = b->multipliers;
    const size_t width = window->output_width;
    const size_t stride = s->conv->channels;
    const __mmask16 channels = b->channels;
    const size_t line_step = (s->blocks.end - s->blocks.begin) * s->line_bytes;
    for (size_t row = rows.begin; row < rows.end; row++) {
        const uint8_t *lines[5];
        size_t place = row * window->stride_height % s->line_count;
        UNROLL for (size_t line = 0; line < size; line++) {
            lines[line] = b->lines + place * line_step;
            place += window->dilation_height;
            if (place >= s->line_count) place -= s->line_count;
        }
        int8_t *target = b->output + row * width * stride;
        for (size_t x = 0, offset = 0; x < width; x += tile, offset += tile / outputs * QK_QUAD_BYTES) {
            __m512i sums[TILE_OUTPUTS];
            UNROLL for (size_t i = 0; i < tile; i++) sums[i] = offsets;
            const int8_t *weights = b->weights;
            for (size_t line = 0; line < size; line++) {
                const uint8_t *source = lines[line] + offset;
                UNROLL for (size_t quad = 0; quad < quads; quad++) {
                    UNROLL for (size_t output = 0; output < outputs; output++, weights += QK_QUAD_BYTES) {
                        __m512i factors = _mm512_loadu_si512(weights);
                        UNROLL for (size_t group = 0; group < tile / outputs; group++) {
                            __m512i pixels = _mm512_loadu_si512(source + (group + quad * 4 / step) * QK_QUAD_BYTES);
                            size_t i = group * outputs + output;
                            sums[i] = _mm512_dpbusd_epi32(sums[i], pixels, factors);
                        }
                    }
                }
            }
            UNROLL for (size_t i = 0; i < tile; i += 4) {
                if (x + i >= width) break;
                store_outputs(
                    &rule, multipliers, sums + i, channels, target + (x + i) * stride, stride, width - x - i);
            }
        }
    }
}

typedef void (*rows_function)(const block *b, qk_range rows);

#define DEFINE_ROWS(size, outputs, quads, step)                                                                        \
    QK_AVX512VNNI static void rows_##size##_##outputs(const block *b, qk_range rows) {                                 \
        compute_rows(b, rows, size, outputs, quads, step);                                                             \
    }
DEFINE_ROWS(3, 1, 1, 2)
DEFINE_ROWS(3, 2, 1, 2)
DEFINE_ROWS(5, 2, 2, 4)
DEFINE_ROWS(5, 4, 2, 4)

static inline rows_function function_of(const qk_window *window, qk_quad_geometry geometry) {
    if (window->kernel_width == 3) return geometry.outputs == 1 ? rows_3_1 : rows_3_2;
    return geometry.outputs == 2 ? rows_5_2 : rows_5_4;
}

/// Makes one block of channels ready.
QK_AVX512VNNI_INLINE block block_of(const slice *s, size_t index) {
    const qk_s8_depthwise *p = s->conv;
    size_t channel = index * QK_QUAD_CHANNELS;
    const int8_t *packed = (const int8_t *)p->packed + index * qk_s8_quad_block_bytes(&p->weights);
    block b = {
        .slice = s,
        .lines = s->lines + (index - s->blocks.begin) * s->line_bytes,
        .output = p->output + channel,
        .channels = channels_of(p, index),
        .weights = packed + QK_QUAD_BYTES,
    };
    __m512i bias = p->bias == NULL ? _mm512_setzero_si512() : _mm512_maskz_loadu_epi32(b.channels, p->bias + channel);
    // Elements have 128 added and the zero point left in: both times the weights come off the sums beforehand.
    __m512i added = _mm512_set1_epi32(p->input_zero_point + 128);
    b.offsets = _mm512_sub_epi32(bias, _mm512_mullo_epi32(_mm512_loadu_si512(packed), added));
    b.multipliers = _mm512_maskz_loadu_ps(b.channels, p->multipliers + channel);
    return b;
}

QK_AVX512VNNI void qk_s8_depthwise_avx512vnni(const qk_s8_depthwise *arguments, void *scratch, qk_range rows) {
    const qk_s8_depthwise *p = arguments;
    if (!qk_s8_depthwise_has_quads(&p->weights)) {
        qk_s8_depthwise_avx2(p, scratch, rows);
        return;
    }
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    slice s = {
        .conv = p,
        .geometry = qk_s8_quad_geometry(&p->weights),
        .lines = scratch,
        .rule = qk_spread_output_avx512vnni(p->rounding),
    };
    s.line_bytes = bytes_of_line(window, s.geometry);
    rows_function compute = function_of(window, s.geometry);
    size_t block_count = qk_s8_quad_blocks(&p->weights);
    for (size_t first = 0; first < block_count; first += SLICE_BLOCKS) {
        s.blocks = (qk_range){first, qk_smaller(block_count, first + SLICE_BLOCKS)};
        size_t blocks = s.blocks.end - s.blocks.begin;
        size_t step = rows_of_band(window, blocks * s.line_bytes);
        s.line_count = lines_of_band(window, step);
        block block_list[SLICE_BLOCKS];
        for (size_t i = 0; i < blocks; i++) block_list[i] = block_of(&s, first + i);
        size_t laid_out = rows.begin * window->stride_height;
        for (size_t row = rows.begin; row < rows.end; row += step) {
            qk_range band = {row, qk_smaller(rows.end, row + step)};
            size_t end = row * window->stride_height + lines_of_band(window, band.end - band.begin);
            for (size_t line = qk_larger(row * window->stride_height, laid_out); line < end; line++) lay_out(&s, line);
            laid_out = end;
            for (size_t i = 0; i < blocks; i++) compute(&block_list[i], band);
        }
    }
}

#endif
