/// Rounds and stores sums of products of quads, for one instruction set.
///
/// It is included behind `avx512vnni_quads.h` or its like.

#ifndef QK_INTERNAL_S8_QUAD_RESULTS_H
#define QK_INTERNAL_S8_QUAD_RESULTS_H

/// What sums begin with: elements have `QK_QUAD_ADDED` added and the zero point left in, and both times a column's
/// weights come off its sum beforehand.
QK_QUADS_INLINE qk_sums
qk_starts_of_sums(const int32_t *bias, const int32_t *sums_of_weights, int32_t input_zero_point) {
    qk_sums first = bias == NULL ? qk_no_sums() : qk_load_sums(bias);
    return qk_subtract_times(first, qk_load_sums(sums_of_weights), input_zero_point + QK_QUAD_ADDED);
}

/// `whole` elements of four bytes: those at `source` where so many are there, or a copy of the first `count` in `few`, with
/// zeros behind.
static inline const void *qk_whole(const void *source, size_t count, const size_t whole, void *few) {
    if (count >= whole) return source;
    memset(few, 0, 4 * whole);
    return memcpy(few, source, 4 * count);
}

/// The multipliers of the columns of some vectors.
QK_QUADS_INLINE void qk_load_multipliers(const float *source, qk_factors *multipliers, const size_t vectors) {
    QK_UNROLL for (size_t v = 0; v < vectors; v++) multipliers[v] = qk_load_factors(source + QK_QUAD_LANES * v);
}

/// Rounds the sums of neighbouring pixels and stores the first `columns` of each of the first `count`.
///
/// The numbers of pixels and of vectors are constants where it is inlined.
QK_QUADS_INLINE void qk_store_sums(
    const qk_rule *rule, const qk_factors *multipliers, qk_sums sums[][QK_QUAD_VECTORS], int8_t *target, ptrdiff_t stride,
    size_t columns, size_t count, const size_t pixels, const size_t vectors
) {
    QK_UNROLL for (size_t v = 0; v < vectors; v++) {
        QK_UNROLL for (size_t x = 0; x < pixels; x++) sums[x][v] = qk_round(rule, sums[x][v], multipliers[v]);
    }
    const size_t parts = vectors >= 3 ? 1 : 4 / vectors;
    const size_t last = pixels - 1;
    const size_t third = vectors >= 3 ? 2 : 0;
    const size_t width = QK_QUAD_LANES * vectors;
    // Three vectors leave the last quarter of the results out.
    int has_choice = vectors == 1 || (vectors != 3 && !QK_QUAD_HAS_MASKS);
    int is_whole = has_choice && columns >= width && count >= pixels;
    size_t stored = qk_smaller(columns, width);
    QK_UNROLL for (size_t x = 0; x < pixels; x += parts) {
        const size_t y = x + 1 < last ? x + 1 : last;
        qk_results results = vectors >= 3
            ? qk_pack(rule, sums[x][0], sums[x][1], sums[x][third], sums[x][vectors - 1])
            : vectors == 2
            ? qk_pack(rule, sums[x][0], sums[x][1], sums[y][0], sums[y][1])
            : qk_pack(rule, sums[x][0], sums[y][0], sums[x + 2 < last ? x + 2 : last][0],
                  sums[x + 3 < last ? x + 3 : last][0]);
        if (is_whole) {
            QK_UNROLL for (size_t part = 0; part < parts && x + part < pixels; part++) {
                qk_store_part(target + (ptrdiff_t)(x + part) * stride, results, part, parts);
            }
            continue;
        }
        QK_UNROLL for (size_t part = 0; part < parts && x + part < pixels; part++) {
            if (x + part >= count) break;
            qk_store_first_of_part(target + (ptrdiff_t)(x + part) * stride, results, part, parts, stored);
        }
    }
}

#endif
