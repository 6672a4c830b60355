#include "../internal/kernels.h"

#if QK_HAS_AVX2

#include "../internal/avx2_vectors.h"
#include "../internal/winograd_tiles.h"
#include "../internal/winograd_weights.h"

QK_AVX2 void qk_f32_winograd_pack_avx2(
    size_t side, size_t columns, size_t channels, const float *weights, float *packed, qk_range panels
) {
    assert(side == 2 || side == 4);
    assert(panels.begin <= panels.end && panels.end <= qk_gemm_panels(columns));
    qk_pack_windows(side, columns, channels, weights, packed, panels);
}

QK_AVX2 void qk_f32_winograd_squares_avx2(
    const qk_f32_winograd *arguments, qk_range tiles, float *transformed, size_t place_stride
) {
    qk_check_winograd(arguments, tiles);
    qk_transform_squares(arguments, tiles, transformed, place_stride);
}

QK_AVX2 void qk_f32_winograd_outputs_avx2(
    const qk_f32_winograd *arguments, qk_range tiles, const float *products, size_t place_stride
) {
    qk_check_winograd(arguments, tiles);
    qk_transform_products(arguments, tiles, products, place_stride);
}

#endif
