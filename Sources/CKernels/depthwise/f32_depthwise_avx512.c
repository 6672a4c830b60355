#include "../internal/kernels.h"

#if QK_HAS_AVX512

#include "../internal/avx512_tile.h"

#define QK_VECTOR QK_AVX512
#define QK_VECTOR_INLINE QK_AVX512_INLINE
#define QK_VECTOR_ELEMENTS 16
#define qk_lanes_of_tile qk_lanes_of
#define qk_activate_stored qk_activate_tile_avx512
#define qk_swish_of qk_swish_avx512
typedef __m512 qk_vector;
typedef __mmask16 qk_lanes;

QK_VECTOR_INLINE qk_lanes qk_lanes_of(size_t count) { return qk_lanes_512(count); }

QK_VECTOR_INLINE qk_vector qk_load(const float *source, qk_lanes lanes) { return _mm512_maskz_loadu_ps(lanes, source); }

QK_VECTOR_INLINE void qk_store(float *target, qk_lanes lanes, qk_vector x) { _mm512_mask_storeu_ps(target, lanes, x); }

QK_VECTOR_INLINE qk_vector qk_add(qk_vector a, qk_vector b) { return _mm512_add_ps(a, b); }

QK_VECTOR_INLINE qk_vector qk_multiply_add(qk_vector a, qk_vector b, qk_vector sum) { return _mm512_fmadd_ps(a, b, sum); }

QK_VECTOR_INLINE qk_vector qk_clamp(qk_f32_activation activation, qk_vector x) {
    return qk_clamp_avx512(qk_bounds_of_avx512(activation), x);
}

#include "../internal/depthwise_tiles.h"

QK_AVX512 void qk_f32_depthwise_avx512(const qk_f32_depthwise *arguments, qk_range rows) {
    const qk_f32_depthwise *p = arguments;
    if (!qk_has_tiles(p)) {
        qk_f32_depthwise_avx2(p, rows);
        return;
    }
    qk_check_window(&p->window);
    assert(rows.begin <= rows.end && rows.end <= p->window.output_height);
    qk_clear_row_sums(p, rows);
    qk_compute_tiles(p, rows, p->channels);
}

#endif
