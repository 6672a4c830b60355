#include "../internal/s8_binary.h"

void qk_s8_binary_scalar(const qk_s8_binary *arguments, qk_range elements) {
    const qk_s8_binary *p = arguments;
    assert(elements.begin <= elements.end);
    if (elements.begin == elements.end) return;
    qk_strided shape = qk_merge_axes(p->rank, p->sizes, p->a_strides, p->b_strides);
    qk_cursor cursor = qk_cursor_at(&shape, elements.begin);
    for (size_t i = elements.begin; i < elements.end; i++) {
        p->c[i] = qk_combine_s8(&p->rule, p->a[cursor.offsets[0]], p->b[cursor.offsets[1]]);
        qk_advance(&shape, &cursor, 1);
    }
}
