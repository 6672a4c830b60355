#include "../internal/kernels.h"

#if QK_HAS_NEON

#include "../internal/neon_quads.h"
#include "../internal/s8_quad_depthwise.h"

QK_QUADS void qk_s8_depthwise_neon(const qk_s8_depthwise *arguments, void *scratch, qk_range rows) {
    if (qk_s8_depthwise_has_matrix(&arguments->weights)) {
        qk_depthwise_matrix(arguments, rows);
    } else if (qk_s8_depthwise_has_quads(&arguments->weights)) {
        qk_depthwise_quads(arguments, scratch, rows);
    } else {
        qk_s8_depthwise_scalar(arguments, scratch, rows);
    }
}

#endif
