#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_math.h"
#include "../internal/window.h"

QK_AVX2_INLINE void copy_floats(float *restrict target, const float *restrict source, size_t count) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8) _mm256_storeu_ps(target + i, _mm256_loadu_ps(source + i));
    if (i < count) qk_store_first(target + i, qk_load_first(source + i, count - i), count - i);
}

QK_AVX2_INLINE void clear_floats(float *target, size_t count) {
    size_t i = 0;
    for (; i + 8 <= count; i += 8) _mm256_storeu_ps(target + i, _mm256_setzero_ps());
    if (i < count) qk_store_first(target + i, _mm256_setzero_ps(), count - i);
}

QK_AVX2 void qk_f32_im2col_avx2(const qk_f32_im2col *arguments, qk_range pixels) {
    const qk_f32_im2col *p = arguments;
    const qk_window *window = &p->window;
    qk_check_window(window);
    assert(pixels.begin <= pixels.end && pixels.end <= window->output_height * window->output_width);
    size_t channels = p->channels;
    size_t line = window->kernel_width * channels;
    int is_contiguous = window->dilation_width == 1 && p->pixel_stride == (ptrdiff_t)channels;
    for (size_t pixel = pixels.begin; pixel < pixels.end;) {
        // One row of output pixels shares its vertical taps.
        size_t output_row = pixel / window->output_width;
        size_t end = qk_smaller(pixels.end, (output_row + 1) * window->output_width);
        qk_taps vertical = qk_vertical_taps(window, output_row);
        for (; pixel < end; pixel++) {
            float *target = p->output + (ptrdiff_t)(pixel - pixels.begin) * p->row_stride;
            qk_taps horizontal = qk_horizontal_taps(window, pixel - output_row * window->output_width);
            size_t before = horizontal.begin * channels;
            size_t inside = (horizontal.end - horizontal.begin) * channels;
            clear_floats(target, vertical.begin * line);
            target += vertical.begin * line;
            size_t y = vertical.position;
            for (size_t i = vertical.begin; i < vertical.end; i++, y += window->dilation_height, target += line) {
                const float *source =
                    p->input + (ptrdiff_t)(y * window->input_width + horizontal.position) * p->pixel_stride;
                clear_floats(target, before);
                if (is_contiguous) {
                    copy_floats(target + before, source, inside);
                } else {
                    for (size_t done = 0; done < inside; done += channels) {
                        copy_floats(target + before + done, source, channels);
                        source += (ptrdiff_t)window->dilation_width * p->pixel_stride;
                    }
                }
                clear_floats(target + before + inside, line - before - inside);
            }
            clear_floats(target, (window->kernel_height - vertical.end) * line);
        }
    }
}

#endif
