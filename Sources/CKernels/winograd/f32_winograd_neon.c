#include "../internal/kernels.h"

#if QK_HAS_NEON

#include "../internal/neon_vectors.h"
#include "../internal/winograd_tiles.h"

void qk_f32_winograd_squares_neon(
    const qk_f32_winograd *arguments, qk_range tiles, float *transformed, size_t place_stride
) {
    qk_check_winograd(arguments, tiles);
    qk_transform_squares(arguments, tiles, transformed, place_stride);
}

void qk_f32_winograd_outputs_neon(
    const qk_f32_winograd *arguments, qk_range tiles, const float *products, size_t place_stride
) {
    qk_check_winograd(arguments, tiles);
    qk_transform_products(arguments, tiles, products, place_stride);
}

#endif
