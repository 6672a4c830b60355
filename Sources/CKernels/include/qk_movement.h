/// Data movement.

#ifndef QK_MOVEMENT_H
#define QK_MOVEMENT_H

#include "qk_base.h"

#pragma clang assume_nonnull begin

/// Copies elements between strided arrays: transposition, slices, concatenation, the inside of padding, tiling.
///
/// A source stride of 0 repeats, a negative one reverses (the source then points at the element of index 0). Source
/// and destination must not overlap. Axes are merged where strides allow.
typedef struct qk_copy {
    /// Bytes of one element: 1, 2, 4 or 8.
    size_t element_size;
    /// At most `QK_MAXIMUM_RANK`.
    size_t rank;
    /// `rank` sizes.
    const size_t *sizes;
    const void *source;
    /// `rank` strides in elements.
    const ptrdiff_t *source_strides;
    void *destination;
    /// `rank` strides in elements.
    const ptrdiff_t *destination_strides;
} qk_copy;

#pragma clang assume_nonnull end

#endif
