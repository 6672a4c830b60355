/// The part of a sliding window that lies inside the image.

#ifndef QK_INTERNAL_WINDOW_H
#define QK_INTERNAL_WINDOW_H

#include "kernels.h"

/// Taps begin..<end of a window along one axis.
typedef struct qk_taps {
    size_t begin;
    size_t end;
    /// Where tap `begin` reads.
    size_t position;
} qk_taps;

/// The taps inside the image for one output position; begin is end where there are none.
static inline qk_taps qk_taps_inside(
    size_t output, size_t input_size, size_t kernel_size, size_t stride, size_t dilation, size_t pad
) {
    ptrdiff_t origin = (ptrdiff_t)(output * stride) - (ptrdiff_t)pad;
    size_t before = origin >= 0 ? 0 : (size_t)-origin;
    size_t room = (ptrdiff_t)input_size <= origin ? 0 : (size_t)((ptrdiff_t)input_size - origin);
    // Divisions are slow, and most windows have no dilation.
    size_t begin = dilation == 1 ? before : (before + dilation - 1) / dilation;
    size_t end = dilation == 1 ? room : (room + dilation - 1) / dilation;
    end = qk_smaller(end, kernel_size);
    if (begin >= end) return (qk_taps){0, 0, 0};
    return (qk_taps){begin, end, (size_t)(origin + (ptrdiff_t)(begin * dilation))};
}

static inline qk_taps qk_vertical_taps(const qk_window *window, size_t output) {
    return qk_taps_inside(
        output, window->input_height, window->kernel_height, window->stride_height, window->dilation_height,
        window->pad_top);
}

static inline qk_taps qk_horizontal_taps(const qk_window *window, size_t output) {
    return qk_taps_inside(
        output, window->input_width, window->kernel_width, window->stride_width, window->dilation_width,
        window->pad_left);
}

/// The outputs along one axis whose windows lie inside the image; maybe none.
static inline qk_range qk_outputs_inside(
    size_t output_size, size_t input_size, size_t kernel_size, size_t stride, size_t dilation, size_t pad
) {
    size_t extent = (kernel_size - 1) * dilation + 1;
    size_t begin = qk_smaller((pad + stride - 1) / stride, output_size);
    size_t end = input_size + pad < extent ? 0 : (input_size + pad - extent) / stride + 1;
    return (qk_range){begin, qk_larger(begin, qk_smaller(end, output_size))};
}

static inline qk_range qk_rows_inside(const qk_window *window) {
    return qk_outputs_inside(
        window->output_height, window->input_height, window->kernel_height, window->stride_height,
        window->dilation_height, window->pad_top);
}

static inline qk_range qk_columns_inside(const qk_window *window) {
    return qk_outputs_inside(
        window->output_width, window->input_width, window->kernel_width, window->stride_width,
        window->dilation_width, window->pad_left);
}

static inline void qk_check_window(const qk_window *window) {
    assert(window->stride_height > 0 && window->stride_width > 0);
    assert(window->dilation_height > 0 && window->dilation_width > 0);
    (void)window;
}

/// Sets the sums of the given rows to zero, where there are sums.
static inline void qk_clear_row_sums(const qk_f32_depthwise *p, qk_range rows) {
    if (p->row_sums == NULL) return;
    size_t outputs = p->channels * p->multiplier;
    memset(p->row_sums + rows.begin * outputs, 0, (rows.end - rows.begin) * outputs * sizeof(float));
}

#endif
