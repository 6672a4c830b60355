#include "../internal/binary.h"

void qk_f32_binary_scalar(const qk_f32_binary *arguments, qk_range elements) {
    const qk_f32_binary *p = arguments;
    assert(elements.begin <= elements.end);
    if (elements.begin == elements.end) return;
    qk_strided shape = qk_merge_axes(p->rank, p->sizes, p->a_strides, p->b_strides);
    qk_cursor cursor = qk_cursor_at(&shape, elements.begin);
    for (size_t element = elements.begin; element < elements.end; element++) {
        float value = qk_combine(p->function, p->a[cursor.offsets[0]], p->b[cursor.offsets[1]]);
        p->c[element] = qk_activate(p->activation, value);
        qk_advance(&shape, &cursor, 1);
    }
}
