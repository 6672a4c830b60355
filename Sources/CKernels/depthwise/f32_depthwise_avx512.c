#include "../internal/kernels.h"

#if QK_HAS_AVX512

#include "../internal/avx512_vectors.h"
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
