/// Walks over strided arrays of any rank as runs along their last axis.

#ifndef QK_INTERNAL_STRIDED_H
#define QK_INTERNAL_STRIDED_H

#include "kernels.h"

/// Two arrays of one shape, axes merged: rank is at least 1.
typedef struct qk_strided {
    size_t rank;
    size_t sizes[QK_MAXIMUM_RANK];
    ptrdiff_t strides[2][QK_MAXIMUM_RANK];
} qk_strided;

/// Drops axes of size 1 and merges neighbours that both arrays step through evenly. No size may be 0.
static inline qk_strided qk_merge_axes(
    size_t rank, const size_t *sizes, const ptrdiff_t *first, const ptrdiff_t *second
) {
    assert(rank <= QK_MAXIMUM_RANK);
    qk_strided merged = {.rank = 0};
    for (size_t axis = 0; axis < rank; axis++) {
        assert(sizes[axis] > 0);
        if (sizes[axis] == 1) continue;
        ptrdiff_t size = (ptrdiff_t)sizes[axis];
        if (merged.rank > 0) {
            size_t last = merged.rank - 1;
            if (merged.strides[0][last] == first[axis] * size && merged.strides[1][last] == second[axis] * size) {
                merged.sizes[last] *= sizes[axis];
                merged.strides[0][last] = first[axis];
                merged.strides[1][last] = second[axis];
                continue;
            }
        }
        merged.sizes[merged.rank] = sizes[axis];
        merged.strides[0][merged.rank] = first[axis];
        merged.strides[1][merged.rank] = second[axis];
        merged.rank++;
    }
    if (merged.rank == 0) {
        merged.rank = 1;
        merged.sizes[0] = 1;
        merged.strides[0][0] = 1;
        merged.strides[1][0] = 1;
    }
    return merged;
}

/// A place in a strided array.
typedef struct qk_cursor {
    size_t index[QK_MAXIMUM_RANK];
    ptrdiff_t offsets[2];
} qk_cursor;

/// The place of the element with the given number in row-major order.
static inline qk_cursor qk_cursor_at(const qk_strided *shape, size_t element) {
    qk_cursor cursor = {.offsets = {0, 0}};
    for (size_t axis = shape->rank; axis-- > 0;) {
        size_t index = element % shape->sizes[axis];
        element /= shape->sizes[axis];
        cursor.index[axis] = index;
        cursor.offsets[0] += (ptrdiff_t)index * shape->strides[0][axis];
        cursor.offsets[1] += (ptrdiff_t)index * shape->strides[1][axis];
    }
    return cursor;
}

/// Moves on by `count` elements, which must not pass the end of the last axis.
static inline void qk_advance(const qk_strided *shape, qk_cursor *cursor, size_t count) {
    size_t axis = shape->rank - 1;
    cursor->index[axis] += count;
    cursor->offsets[0] += (ptrdiff_t)count * shape->strides[0][axis];
    cursor->offsets[1] += (ptrdiff_t)count * shape->strides[1][axis];
    while (cursor->index[axis] == shape->sizes[axis] && axis > 0) {
        cursor->index[axis] = 0;
        for (size_t array = 0; array < 2; array++) {
            cursor->offsets[array] -= (ptrdiff_t)shape->sizes[axis] * shape->strides[array][axis];
            cursor->offsets[array] += shape->strides[array][axis - 1];
        }
        axis--;
        cursor->index[axis]++;
    }
}

#endif
