/// The numbers in the transformations of F(4x4, 3x3): products are taken at the points 0, NEAR, -NEAR, FAR, -FAR and infinity
/// of polynomials.
///
/// With whole numbers as points, results would be four times as far from the exact ones. FAR is twice NEAR, so that all that
/// an output takes from both has a power of NEAR in common, by which it is multiplied at the end.

#ifndef QK_INTERNAL_WINOGRAD_POINTS_H
#define QK_INTERNAL_WINOGRAD_POINTS_H

#include <stddef.h>

#define QK_NEAR 0.75f
#define QK_FAR 1.5f
#define QK_NEAR_SQUARED (QK_NEAR * QK_NEAR)
#define QK_FAR_SQUARED (QK_FAR * QK_FAR)

/// What the weights of each point are divided by.
#define QK_DIVISOR_OF_ZERO (QK_NEAR_SQUARED * QK_FAR_SQUARED)
#define QK_DIVISOR_OF_NEAR (2 * QK_NEAR_SQUARED * (QK_NEAR_SQUARED - QK_FAR_SQUARED))
#define QK_DIVISOR_OF_FAR (2 * QK_FAR_SQUARED * (QK_FAR_SQUARED - QK_NEAR_SQUARED))
/// So that these products, too, lack the power of NEAR that is multiplied at the end.
#define QK_DIVISOR_OF_INFINITY (QK_NEAR * QK_NEAR_SQUARED)

/// What an output is multiplied by that is `number` rows and columns away from the first of its tile.
static inline float qk_power_of_near(size_t side, size_t number) {
    float power = 1;
    for (size_t i = 0; i < number && side == 4; i++) power *= QK_NEAR;
    return power;
}

#endif
