#include "../internal/strided.h"

/// Copies one run along the last axis; the size of an element is known where it is inlined.
static inline __attribute__((always_inline)) void copy_run(
    size_t size, const char *source, ptrdiff_t source_stride, char *destination, ptrdiff_t destination_stride,
    size_t count
) {
    if (source_stride == 1 && destination_stride == 1) {
        memcpy(destination, source, count * size);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        memcpy(
            destination + (ptrdiff_t)i * destination_stride * (ptrdiff_t)size,
            source + (ptrdiff_t)i * source_stride * (ptrdiff_t)size, size);
    }
}

void qk_copy_scalar(const qk_copy *arguments, qk_range outermost) {
    const qk_copy *p = arguments;
    assert(p->rank <= QK_MAXIMUM_RANK);
    assert(p->element_size == 1 || p->element_size == 2 || p->element_size == 4 || p->element_size == 8);
    assert(outermost.begin <= outermost.end && outermost.end <= (p->rank == 0 ? 1 : p->sizes[0]));
    if (outermost.begin == outermost.end) return;
    size_t sizes[QK_MAXIMUM_RANK] = {0};
    size_t total = 1;
    for (size_t axis = 0; axis < p->rank; axis++) {
        sizes[axis] = axis == 0 ? outermost.end - outermost.begin : p->sizes[axis];
        total *= sizes[axis];
    }
    if (total == 0) return;
    ptrdiff_t element = (ptrdiff_t)p->element_size;
    ptrdiff_t skipped = (ptrdiff_t)outermost.begin * element;
    const char *source = (const char *)p->source + (p->rank == 0 ? 0 : skipped * p->source_strides[0]);
    char *destination = (char *)p->destination + (p->rank == 0 ? 0 : skipped * p->destination_strides[0]);
    qk_strided shape = qk_merge_axes(p->rank, sizes, p->source_strides, p->destination_strides);
    size_t last = shape.rank - 1;
    size_t run = shape.sizes[last];
    ptrdiff_t from = shape.strides[0][last];
    ptrdiff_t to = shape.strides[1][last];
    qk_cursor cursor = qk_cursor_at(&shape, 0);
    for (size_t done = 0; done < total; done += run) {
        const char *first = source + cursor.offsets[0] * element;
        char *target = destination + cursor.offsets[1] * element;
        switch (p->element_size) {
        case 1: copy_run(1, first, from, target, to, run); break;
        case 2: copy_run(2, first, from, target, to, run); break;
        case 4: copy_run(4, first, from, target, to, run); break;
        default: copy_run(8, first, from, target, to, run); break;
        }
        qk_advance(&shape, &cursor, run);
    }
}
