#include "../internal/kernels.h"

#if QK_HAS_AVXVNNI

#include "../internal/avxvnni_quads.h"
#include "../internal/s8_quad_gemv.h"

QK_QUADS void qk_s8_gemv_avxvnni(const qk_s8_gemv *arguments, qk_range columns) { qk_gemv_quads(arguments, columns); }

#endif
