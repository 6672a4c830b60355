#include "../internal/kernels.h"

#if QK_HAS_AVX512VNNI

#include "../internal/avx512vnni_integer.h"
#include "../internal/s8_quads.h"

enum {
    /// Quads of a column that are laid out at once.
    QUADS = 16,
};

/// Transposes sixteen rows of sixteen quads.
QK_AVX512VNNI_INLINE void transpose_quads(__m512i rows[QK_PANEL_COLUMNS]) {
    __m512i pairs[16];
    __m512i quads[16];
    QK_UNROLL for (size_t i = 0; i < 16; i += 2) {
        pairs[i] = _mm512_unpacklo_epi32(rows[i], rows[i + 1]);
        pairs[i + 1] = _mm512_unpackhi_epi32(rows[i], rows[i + 1]);
    }
    // In each quarter, number 4 * i + j has row 4 * i to 4 * i + 3 of the column that is number j of that quarter.
    QK_UNROLL for (size_t i = 0; i < 16; i += 4) {
        quads[i] = _mm512_unpacklo_epi64(pairs[i], pairs[i + 2]);
        quads[i + 1] = _mm512_unpackhi_epi64(pairs[i], pairs[i + 2]);
        quads[i + 2] = _mm512_unpacklo_epi64(pairs[i + 1], pairs[i + 3]);
        quads[i + 3] = _mm512_unpackhi_epi64(pairs[i + 1], pairs[i + 3]);
    }
    QK_UNROLL for (size_t j = 0; j < 4; j++) {
        __m512i even_top = _mm512_shuffle_i32x4(quads[j], quads[4 + j], 0x88);
        __m512i odd_top = _mm512_shuffle_i32x4(quads[j], quads[4 + j], 0xdd);
        __m512i even_bottom = _mm512_shuffle_i32x4(quads[8 + j], quads[12 + j], 0x88);
        __m512i odd_bottom = _mm512_shuffle_i32x4(quads[8 + j], quads[12 + j], 0xdd);
        rows[j] = _mm512_shuffle_i32x4(even_top, even_bottom, 0x88);
        rows[4 + j] = _mm512_shuffle_i32x4(odd_top, odd_bottom, 0x88);
        rows[8 + j] = _mm512_shuffle_i32x4(even_top, even_bottom, 0xdd);
        rows[12 + j] = _mm512_shuffle_i32x4(odd_top, odd_bottom, 0xdd);
    }
}

/// Lays out one piece of the columns of a panel, whose first elements are `column_bytes` apart, and adds its elements to
/// the columns' sums.
QK_AVX512VNNI_INLINE __m512i pack_piece(
    const int8_t *source, size_t column_bytes, size_t columns, size_t depth, int8_t *target, __m512i sums
) {
    for (size_t k = 0; k < depth; k += 4 * QUADS) {
        size_t count = qk_smaller(4 * QUADS, depth - k);
        __mmask64 present = ~(__mmask64)0 >> (4 * QUADS - count);
        __m512i rows[QK_PANEL_COLUMNS];
        QK_UNROLL for (size_t lane = 0; lane < QK_PANEL_COLUMNS; lane++) {
            __mmask64 mask = lane < columns ? present : 0;
            rows[lane] = _mm512_maskz_loadu_epi8(mask, lane < columns ? source + lane * column_bytes + k : source);
        }
        transpose_quads(rows);
        QK_UNROLL for (size_t quad = 0; quad < QUADS; quad++) {
            if (4 * quad >= count) continue;
            _mm512_storeu_si512(target + (k + 4 * quad) * QK_PANEL_COLUMNS, rows[quad]);
            sums = _mm512_dpbusd_epi32(sums, _mm512_set1_epi8(1), rows[quad]);
        }
    }
    return sums;
}

QK_AVX512VNNI void qk_s8_conv_pack_avx512vnni(
    const qk_s8_conv_weights *weights, const int8_t *source, void *packed, qk_range panels
) {
    if (weights->zero_point != 0) {
        qk_s8_conv_pack_avx2(weights, source, packed, panels);
        return;
    }
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(weights->columns));
    size_t pieces = weights->kernel_height * qk_s8_pieces_of_line(weights);
    size_t depth = qk_s8_piece_depth(weights);
    size_t panel_bytes = qk_s8_conv_panel_bytes_quads(weights);
    for (size_t panel = panels.begin; panel < panels.end; panel++) {
        int8_t *target = (int8_t *)packed + panel * panel_bytes;
        size_t first = panel * QK_PANEL_COLUMNS;
        size_t columns = qk_smaller(QK_PANEL_COLUMNS, weights->columns - first);
        __m512i sums = _mm512_setzero_si512();
        for (size_t piece = 0; piece < pieces; piece++) {
            int8_t *quads = target + QK_S8_PANEL_HEAD + piece * qk_s8_quad_depth(weights) * QK_PANEL_COLUMNS;
            const int8_t *elements = source + (first * pieces + piece) * depth;
            sums = pack_piece(elements, pieces * depth, columns, depth, quads, sums);
        }
        _mm512_storeu_si512(target, sums);
    }
}

#endif
