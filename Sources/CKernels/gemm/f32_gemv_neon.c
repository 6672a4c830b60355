#include "../internal/kernels.h"

#if QK_HAS_NEON

#include "../internal/neon_math.h"

enum {
    /// Elements that are summed apart, and vectors of them.
    LANES = 32,
    VECTORS = LANES / 4,
};

/// The product of one row of weights with x.
QK_NEON_INLINE float dot(const float *weights, const float *x, size_t depth) {
    float32x4_t sums[VECTORS];
    QK_UNROLL for (size_t v = 0; v < VECTORS; v++) sums[v] = vdupq_n_f32(0);
    size_t k = 0;
    for (; k + LANES <= depth; k += LANES) {
        __builtin_prefetch(weights + k + QK_WEIGHTS_AHEAD);
        __builtin_prefetch(weights + k + QK_WEIGHTS_AHEAD + LANES / 2);
        QK_UNROLL for (size_t v = 0; v < VECTORS; v++) {
            sums[v] = vfmaq_f32(sums[v], vld1q_f32(weights + k + 4 * v), vld1q_f32(x + k + 4 * v));
        }
    }
    QK_UNROLL for (size_t v = 0; v < VECTORS; v++) {
        size_t place = k + 4 * v;
        if (place >= depth) continue;
        float32x4_t w = qk_load_first_neon(weights + place, depth - place);
        sums[v] = vfmaq_f32(sums[v], w, qk_load_first_neon(x + place, depth - place));
    }
    QK_UNROLL for (size_t width = VECTORS / 2; width > 0; width /= 2) {
        QK_UNROLL for (size_t v = 0; v < width; v++) sums[v] = vaddq_f32(sums[v], sums[v + width]);
    }
    float32x2_t two = vadd_f32(vget_low_f32(sums[0]), vget_high_f32(sums[0]));
    return vget_lane_f32(two, 0) + vget_lane_f32(two, 1);
}

void qk_f32_gemv_neon(const qk_f32_gemv *arguments, qk_range columns) {
    const qk_f32_gemv *p = arguments;
    assert(columns.begin <= columns.end && columns.end <= p->columns);
    for (size_t column = columns.begin; column < columns.end; column++) {
        float bias = p->bias == NULL ? 0 : p->bias[column];
        p->y[column] = dot(p->weights + column * p->depth, p->x, p->depth) + bias;
    }
    qk_f32_unary_neon(p->activation, p->y + columns.begin, p->y + columns.begin, columns.end - columns.begin);
}

#endif
