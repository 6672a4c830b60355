/// Weights of an int8 convolution for kernels that multiply four neighbouring elements at once.
///
/// The layout is [panel], each of it [QK_PANEL_COLUMNS] sums of a column's weights as int32 and then
/// [piece][quad][QK_PANEL_COLUMNS][4]: pieces are those of `qk_s8_conv_weights`, and a quad is four neighbouring elements of
/// one, zeros behind a piece whose depth is no multiple of four; columns behind the last are zero, too.

#ifndef QK_INTERNAL_S8_QUADS_H
#define QK_INTERNAL_S8_QUADS_H

#include "kernels.h"

enum {
    /// Bytes in front of a panel's weights.
    QK_S8_PANEL_HEAD = QK_PANEL_COLUMNS * sizeof(int32_t),
};

/// Elements of one piece, filled up to a multiple of four.
static inline size_t qk_s8_quad_depth(const qk_s8_conv_weights *weights) {
    return (qk_s8_piece_depth(weights) + 3) / 4 * 4;
}

#endif
