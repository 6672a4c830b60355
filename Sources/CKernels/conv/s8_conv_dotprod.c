#include "../internal/kernels.h"

#if QK_HAS_DOTPROD

#include "../internal/dotprod_quads.h"
#include "../internal/s8_quad_conv.h"

QK_QUADS void qk_s8_conv_dotprod(const qk_s8_conv *arguments, int32_t *scratch, qk_range rows, qk_range panels) {
    if (arguments->weights.zero_point == 0) {
        qk_conv_quads(arguments, scratch, rows, panels);
    } else {
        qk_s8_conv_scalar(arguments, scratch, rows, panels);
    }
}

#endif
