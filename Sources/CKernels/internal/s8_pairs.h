/// Where a depthwise convolution on pairs of lines of the image finds its taps.
///
/// The lines y and y + dilation make a pair, so that every line belongs to one: pairs are numbered by their upper lines,
/// 0 to dilation - 1, then 2 * dilation to 3 * dilation - 1, and so on.

#ifndef QK_INTERNAL_S8_PAIRS_H
#define QK_INTERNAL_S8_PAIRS_H

#include "s8_depthwise_pairs.h"

/// The pairs that one row of the output reads: `first`, and `count` of them that lie `dilation` apart.
typedef struct qk_pair_taps {
    size_t first;
    size_t count;
    /// The pair of the kernel's lines that goes with the first one.
    size_t kernel_pair;
    /// Whether the kernel's first line falls on the lower line of a pair: which half of the packed weights is for it.
    int is_lower;
} qk_pair_taps;

static inline qk_pair_taps qk_pair_taps_of_row(const qk_window *window, size_t row) {
    ptrdiff_t dilation = (ptrdiff_t)window->dilation_height;
    ptrdiff_t line = (ptrdiff_t)(row * window->stride_height) - (ptrdiff_t)window->pad_top;
    ptrdiff_t period = 2 * dilation;
    ptrdiff_t group = line >= 0 ? line / period : -((period - 1 - line) / period);
    ptrdiff_t rest = line - group * period;
    int is_lower = rest >= dilation;
    if (is_lower) rest -= dilation;
    // Groups whose upper line is inside the image.
    ptrdiff_t groups = ((ptrdiff_t)window->input_height - rest + period - 1) / period;
    ptrdiff_t first = group < 0 ? 0 : group;
    ptrdiff_t end = group + (ptrdiff_t)qk_s8_depthwise_pairs(window->kernel_height);
    if (end > groups) end = groups;
    if (end <= first) return (qk_pair_taps){0, 0, 0, is_lower};
    return (qk_pair_taps){
        .first = (size_t)(first * dilation + rest),
        .count = (size_t)(end - first),
        .kernel_pair = (size_t)(first - group),
        .is_lower = is_lower,
    };
}

/// The pairs that are in `range` or that a row of the output reads, with those between them.
static inline qk_range qk_with_taps(const qk_window *window, qk_range range, qk_pair_taps taps) {
    if (taps.count == 0) return range;
    size_t end = taps.first + (taps.count - 1) * window->dilation_height + 1;
    if (range.begin == range.end) return (qk_range){taps.first, end};
    return (qk_range){qk_smaller(range.begin, taps.first), qk_larger(range.end, end)};
}

/// The upper line of a pair.
static inline size_t qk_upper_line(const qk_window *window, size_t pair) {
    return pair / window->dilation_height * 2 * window->dilation_height + pair % window->dilation_height;
}

#endif
