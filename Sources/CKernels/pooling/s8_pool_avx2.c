#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_integer.h"
#include "../internal/s8_pool.h"

/// The greatest of the taps, 32 channels at a time; returns the first channel that is left.
QK_AVX2_INLINE size_t take_greatest(
    const qk_s8_pool *p, qk_taps vertical, qk_taps horizontal, int8_t *output, __m256i minimum, __m256i maximum
) {
    const qk_window *window = &p->window;
    size_t channel = 0;
    for (; channel + 32 <= p->channels; channel += 32) {
        __m256i result = minimum;
        size_t y = vertical.position;
        for (size_t i = vertical.begin; i < vertical.end; i++, y += window->dilation_height) {
            const int8_t *source = p->input + (y * window->input_width + horizontal.position) * p->channels + channel;
            for (size_t j = horizontal.begin; j < horizontal.end; j++) {
                result = _mm256_max_epi8(result, _mm256_loadu_si256((const __m256i *)source));
                source += window->dilation_width * p->channels;
            }
        }
        _mm256_storeu_si256((__m256i *)(output + channel), _mm256_min_epi8(result, maximum));
    }
    return channel;
}

/// Sums over the number of taps, rounded, ties away from zero. In float32 the quotient of integers is cut off rightly as
/// long as it times the divisor stays below 2^24.
QK_AVX2_INLINE __m256i divide(__m256i sums, __m256i half, __m256 taps, __m256i offset) {
    __m256i magnitude = _mm256_add_epi32(_mm256_abs_epi32(sums), half);
    __m256i quotient = _mm256_cvttps_epi32(_mm256_div_ps(_mm256_cvtepi32_ps(magnitude), taps));
    return _mm256_sub_epi32(_mm256_sign_epi32(quotient, sums), offset);
}

/// The average of the taps, eight channels at a time; returns the first channel that is left.
QK_AVX2_INLINE size_t take_averages(
    const qk_s8_pool *p, qk_taps vertical, qk_taps horizontal, int8_t *output, __m256i minimum, __m256i maximum
) {
    const qk_window *window = &p->window;
    int32_t taps = (int32_t)((vertical.end - vertical.begin) * (horizontal.end - horizontal.begin));
    size_t channel = 0;
    for (; channel + 8 <= p->channels; channel += 8) {
        __m256i sums = _mm256_set1_epi32(p->offset * taps);
        size_t y = vertical.position;
        for (size_t i = vertical.begin; i < vertical.end; i++, y += window->dilation_height) {
            const int8_t *source = p->input + (y * window->input_width + horizontal.position) * p->channels + channel;
            for (size_t j = horizontal.begin; j < horizontal.end; j++) {
                sums = _mm256_add_epi32(sums, _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)source)));
                source += window->dilation_width * p->channels;
            }
        }
        __m256i averages = divide(
            sums, _mm256_set1_epi32(taps / 2), _mm256_set1_ps((float)taps), _mm256_set1_epi32(p->offset));
        __m256i words = _mm256_packs_epi32(averages, averages);
        __m256i bytes = _mm256_packs_epi16(words, words);
        bytes = _mm256_min_epi8(_mm256_max_epi8(bytes, minimum), maximum);
        _mm_storeu_si32(output + channel, _mm256_castsi256_si128(bytes));
        _mm_storeu_si32(output + channel + 4, _mm256_extracti128_si256(bytes, 1));
    }
    return channel;
}

QK_AVX2 void qk_s8_pool_avx2(const qk_s8_pool *arguments, qk_range rows) {
    const qk_s8_pool *p = arguments;
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(rows.begin <= rows.end && rows.end <= window->output_height);
    __m256i minimum = _mm256_set1_epi8(p->minimum);
    __m256i maximum = _mm256_set1_epi8(p->maximum);
    for (size_t row = rows.begin; row < rows.end; row++) {
        qk_taps vertical = qk_vertical_taps(window, row);
        for (size_t column = 0; column < window->output_width; column++) {
            qk_taps horizontal = qk_horizontal_taps(window, column);
            int8_t *output = p->output + (row * window->output_width + column) * p->channels;
            size_t done = p->function == QK_POOL_MAX
                ? take_greatest(p, vertical, horizontal, output, minimum, maximum)
                : take_averages(p, vertical, horizontal, output, minimum, maximum);
            if (done < p->channels) qk_pool_pixel_s8(p, vertical, horizontal, output, done);
        }
    }
}

#endif
