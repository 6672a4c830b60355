/// The blocks of channels of a depthwise convolution by products of quads, for one instruction set.
///
/// It is included behind `avx512vnni_quads.h` or its like.

#ifndef QK_INTERNAL_S8_QUAD_BLOCKS_H
#define QK_INTERNAL_S8_QUAD_BLOCKS_H

#include "s8_depthwise_quads.h"
#include "s8_quad_results.h"

enum {
    /// Pieces of one vector.
    QK_VECTOR_PIECES = QK_QUAD_LANES / 4,
    /// Bytes of one vector.
    QK_VECTOR_BYTES = 4 * QK_QUAD_LANES,
};

/// One block of channels.
typedef struct qk_quad_block {
    /// The first channel, and how many there are.
    size_t channel;
    size_t count;
    size_t pieces;
    /// How often a vector has room for the block.
    size_t strips;
    /// Channels of one vector.
    size_t vector_channels;
    /// Whether all multipliers are below one.
    int has_small_multipliers;
    /// For all channels of the pieces: copies where some are not there.
    const float *multipliers;
    const int32_t *biases;
    float few_multipliers[QK_BLOCK_CHANNELS];
    int32_t few_biases[QK_BLOCK_CHANNELS];
} qk_quad_block;

static inline void qk_begin_block(qk_quad_block *b, const qk_s8_depthwise *p, size_t channel) {
    b->channel = channel;
    b->pieces = qk_pieces_of_block(p->channels - channel);
    const size_t whole = b->pieces * QK_PIECE_CHANNELS;
    b->count = qk_smaller(whole, p->channels - channel);
    b->strips = qk_larger(QK_VECTOR_PIECES / b->pieces, 1);
    b->vector_channels = QK_VECTOR_PIECES / b->strips * QK_PIECE_CHANNELS;
    b->multipliers = qk_whole(p->multipliers + channel, b->count, whole, b->few_multipliers);
    if (p->bias == NULL) {
        memset(b->few_biases, 0, sizeof b->few_biases);
        b->biases = b->few_biases;
    } else {
        b->biases = qk_whole(p->bias + channel, b->count, whole, b->few_biases);
    }
    b->has_small_multipliers = 1;
    for (size_t i = 0; i < whole; i++) b->has_small_multipliers &= b->multipliers[i] < 1;
}

/// Four bytes for each channel of vector v in its order; `first` counts channels from the block's first.
QK_QUADS_INLINE qk_quads qk_load_ordered(const qk_quad_block *b, const void *numbers, size_t first, size_t v) {
    const int8_t *sources[QK_BLOCK_PIECES];
    QK_UNROLL for (size_t i = 0; i < QK_VECTOR_PIECES; i++) {
        size_t piece = (first / QK_PIECE_CHANNELS + i) % b->pieces;
        sources[i] = (const int8_t *)numbers + (piece * QK_PIECE_CHANNELS + 4 * v) * sizeof(int32_t);
    }
    return qk_load_strips(sources, QK_VECTOR_PIECES);
}

QK_QUADS_INLINE qk_factors qk_multipliers_of(const qk_quad_block *b, size_t first, size_t v) {
    qk_quads ordered = qk_load_ordered(b, b->multipliers, first, v);
    qk_factors multipliers;
    memcpy(&multipliers, &ordered, sizeof multipliers);
    return multipliers;
}

QK_QUADS_INLINE qk_sums qk_biases_of(const qk_quad_block *b, size_t first, size_t v) {
    qk_quads ordered = qk_load_ordered(b, b->biases, first, v);
    qk_sums biases;
    memcpy(&biases, &ordered, sizeof biases);
    return biases;
}

#endif
