#include "../internal/kernels.h"

#if QK_HAS_DOTPROD

#include "../internal/dotprod_quads.h"
#include "../internal/s8_quad_gemv.h"

QK_QUADS void qk_s8_gemv_dotprod(const qk_s8_gemv *arguments, qk_range columns) { qk_gemv_quads(arguments, columns); }

#endif
