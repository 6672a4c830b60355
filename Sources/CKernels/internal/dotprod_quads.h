/// NEON with its dot product under the names that kernels on quads of int8 use for any instruction set.

#ifndef QK_INTERNAL_DOTPROD_QUADS_H
#define QK_INTERNAL_DOTPROD_QUADS_H

#define QK_QUADS QK_DOTPROD
#define QK_QUADS_INLINE QK_DOTPROD static inline __attribute__((always_inline))
#define QK_QUADS_HAVE_DOT_PRODUCTS 1

#include "neon_quads.h"

#endif
