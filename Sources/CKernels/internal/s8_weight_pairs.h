/// Weights of an int8 convolution for kernels that multiply two neighbouring elements at once.
///
/// The layout is [panel][piece][pair][QK_PANEL_COLUMNS][2]: a pair is two neighbouring elements of a piece, the second of
/// them zero behind a piece of odd depth; columns behind the last are zero, too. Elements are weights minus their zero
/// point, as int8 where that is zero and as int16 otherwise.

#ifndef QK_INTERNAL_S8_WEIGHT_PAIRS_H
#define QK_INTERNAL_S8_WEIGHT_PAIRS_H

#include "kernels.h"

/// Bytes of one panel.
static inline size_t qk_s8_panel_bytes(const qk_s8_conv_weights *weights) {
    size_t pairs = weights->kernel_height * qk_s8_pieces_of_line(weights) * ((qk_s8_piece_depth(weights) + 1) / 2);
    return pairs * 2 * QK_PANEL_COLUMNS * (weights->zero_point == 0 ? 1 : 2);
}

#endif
