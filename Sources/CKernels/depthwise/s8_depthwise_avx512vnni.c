#include "../internal/kernels.h"

#if QK_HAS_AVX512VNNI

#include "../internal/avx512vnni_quads.h"
#include "../internal/s8_quad_depthwise.h"

QK_QUADS void qk_s8_depthwise_avx512vnni(const qk_s8_depthwise *arguments, void *scratch, qk_range rows) {
    if (qk_s8_depthwise_has_matrix(&arguments->weights)) {
        qk_depthwise_matrix(arguments, rows);
    } else if (qk_s8_depthwise_has_quads(&arguments->weights)) {
        qk_depthwise_quads(arguments, scratch, rows);
    } else {
        qk_s8_depthwise_avx2(arguments, scratch, rows);
    }
}

#endif
