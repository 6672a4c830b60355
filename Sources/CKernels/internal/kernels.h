/// Declares every kernel for every instruction set: qk_<kernel>_<instruction set>.

#ifndef QK_INTERNAL_KERNELS_H
#define QK_INTERNAL_KERNELS_H

#include "../include/CKernels.h"

#include <assert.h>
#include <math.h>
#include <string.h>

// The same bits everywhere: a multiplication and an addition fuse only where a kernel says so.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)
#define QK_HAS_AVX2 1
#define QK_HAS_AVXVNNI 1
#define QK_HAS_AVX512 1
#define QK_HAS_AVX512VNNI 1
#else
#define QK_HAS_AVX2 0
#define QK_HAS_AVXVNNI 0
#define QK_HAS_AVX512 0
#define QK_HAS_AVX512VNNI 0
#endif

#if defined(__aarch64__)
#define QK_HAS_NEON 1
#define QK_HAS_DOTPROD 1
#else
#define QK_HAS_NEON 0
#define QK_HAS_DOTPROD 0
#endif

/// Whether the kernels for AVX-VNNI multiply by the same instruction in AVX-512's encoding: for tests, where a processor
/// has only that one.
#ifndef QK_AVXVNNI_BY_AVX512
#define QK_AVXVNNI_BY_AVX512 0
#endif

#pragma clang assume_nonnull begin

#define QK_DECLARE(name, result, parameters) result qk_##name##_scalar parameters;
QK_KERNELS(QK_DECLARE)
#undef QK_DECLARE

// Kernels on quads lay weights out in the same way for every instruction set.
size_t qk_s8_conv_panel_bytes_quads(const qk_s8_conv_weights *weights);
void qk_s8_conv_pack_quads(const qk_s8_conv_weights *weights, const int8_t *source, void *packed, qk_range panels);
size_t qk_s8_depthwise_bytes_quads(const qk_s8_depthwise_weights *weights);
void qk_s8_depthwise_pack_quads(const qk_s8_depthwise_weights *weights, const int8_t *source, void *packed);
size_t qk_s8_depthwise_scratch_quads(const qk_s8_depthwise_weights *weights);

/// The kernels on quads, with those that lay weights out for them, OVERRIDE(name).
#define QK_QUAD_PRODUCTS(OVERRIDE)                                                                                     \
    OVERRIDE(s8_conv)                                                                                                  \
    OVERRIDE(s8_gemv)                                                                                                  \
    OVERRIDE(s8_depthwise)
#define QK_QUAD_LAYOUTS(OVERRIDE)                                                                                      \
    OVERRIDE(s8_conv_panel_bytes)                                                                                      \
    OVERRIDE(s8_conv_pack)                                                                                             \
    OVERRIDE(s8_depthwise_bytes)                                                                                       \
    OVERRIDE(s8_depthwise_pack)                                                                                        \
    OVERRIDE(s8_depthwise_scratch)

#if QK_HAS_AVX2
/// Before each function that uses AVX2 and FMA.
#define QK_AVX2 __attribute__((target("avx2,fma")))

// Copying is all memory: no instruction set does it better than the C library. Weights are packed once.
#define qk_copy_avx2 qk_copy_scalar
#define qk_s8_conv_panel_bytes_avx2 qk_s8_conv_panel_bytes_scalar
#define qk_s8_conv_pack_avx2 qk_s8_conv_pack_scalar
#define qk_s8_depthwise_bytes_avx2 qk_s8_depthwise_bytes_scalar
#define qk_s8_depthwise_scratch_avx2 qk_s8_depthwise_scratch_scalar
#define qk_s8_depthwise_pack_avx2 qk_s8_depthwise_pack_scalar
// A sum of floats in a fixed order is serial.
#define qk_s8_softmax_avx2 qk_s8_softmax_scalar

#define QK_DECLARE(name, result, parameters) result qk_##name##_avx2 parameters;
QK_KERNELS(QK_DECLARE)
#undef QK_DECLARE
#endif

#if QK_HAS_AVXVNNI
/// Before each function that uses AVX2 with products of bytes (Alder Lake, Zen 5 and later).
#if QK_AVXVNNI_BY_AVX512
#define QK_AVXVNNI __attribute__((target("avx512f,avx512vl,avx512vnni,avx2,fma,prfchw")))
#else
#define QK_AVXVNNI __attribute__((target("avxvnni,avx2,fma,prfchw")))
#endif

#define QK_DECLARE(name, result, parameters) result qk_##name##_avxvnni parameters;
QK_KERNELS(QK_DECLARE)
#undef QK_DECLARE
#endif

#if QK_HAS_AVX512
/// Before each function that uses AVX-512.
#define QK_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma")))

/// The kernels that gain by AVX-512, OVERRIDE(name); the others are those of AVX2.
#define QK_AVX512_KERNELS(OVERRIDE)                                                                                    \
    OVERRIDE(f32_gemm)                                                                                                 \
    OVERRIDE(f32_gemv)                                                                                                 \
    OVERRIDE(f32_conv)                                                                                                 \
    OVERRIDE(f32_depthwise)                                                                                            \
    OVERRIDE(f32_winograd_pack)                                                                                        \
    OVERRIDE(f32_winograd_squares)                                                                                     \
    OVERRIDE(f32_winograd_outputs)                                                                                     \
    OVERRIDE(f32_unary)

#define QK_DECLARE(name, result, parameters) result qk_##name##_avx512 parameters;
QK_KERNELS(QK_DECLARE)
#undef QK_DECLARE
#endif

#if QK_HAS_AVX512VNNI
/// Before each function that uses AVX-512 with its products and look-ups of bytes (Ice Lake, Zen 4 and later).
#define QK_AVX512VNNI                                                                                                  \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vnni,avx2,fma,prfchw")))

/// The kernels that gain by these beside those on quads, OVERRIDE(name); the others are those of AVX-512.
#define QK_AVX512VNNI_KERNELS(OVERRIDE)                                                                                \
    OVERRIDE(s8_conv_pack)                                                                                             \
    OVERRIDE(s8_table)                                                                                                 \
    OVERRIDE(s8_binary)                                                                                                \
    OVERRIDE(s8_reduce)                                                                                                \
    OVERRIDE(s8_quantize)

#define QK_DECLARE(name, result, parameters) result qk_##name##_avx512vnni parameters;
QK_KERNELS(QK_DECLARE)
#undef QK_DECLARE
#endif

#if QK_HAS_NEON
/// The kernels that gain by NEON beside those on quads, OVERRIDE(name); the others are the scalar ones.
#define QK_NEON_KERNELS(OVERRIDE)                                                                                      \
    OVERRIDE(f32_gemm)                                                                                                 \
    OVERRIDE(f32_gemv)                                                                                                 \
    OVERRIDE(f32_conv)                                                                                                 \
    OVERRIDE(f32_winograd_squares)                                                                                     \
    OVERRIDE(f32_winograd_outputs)                                                                                     \
    OVERRIDE(f32_depthwise)                                                                                            \
    OVERRIDE(f32_unary)                                                                                                \
    OVERRIDE(s8_table)                                                                                                 \
    OVERRIDE(s8_binary)                                                                                                \
    OVERRIDE(s8_reduce)                                                                                                \
    OVERRIDE(s8_quantize)

#define QK_DECLARE(name, result, parameters) result qk_##name##_neon parameters;
QK_KERNELS(QK_DECLARE)
#undef QK_DECLARE
#endif

#if QK_HAS_DOTPROD
/// Before each function that uses NEON with dot products (Cortex-A75 and Apple A13 and later).
#define QK_DOTPROD __attribute__((target("dotprod")))

#define QK_DECLARE(name, result, parameters) result qk_##name##_dotprod parameters;
QK_KERNELS(QK_DECLARE)
#undef QK_DECLARE
#endif

enum {
    /// How many elements ahead weights are asked for. All weights of a model seldom fit in the second-level cache, and the
    /// processor's own prefetching stops at each page's end.
    QK_WEIGHTS_AHEAD = 2048,
};

/// Before a loop over constants, whose elements are registers then.
#define QK_UNROLL _Pragma("clang loop unroll(full)")

static inline size_t qk_smaller(size_t a, size_t b) { return a < b ? a : b; }

static inline size_t qk_larger(size_t a, size_t b) { return a > b ? a : b; }

static inline int qk_has_bounds(qk_f32_activation activation) {
    return activation.minimum > -INFINITY || activation.maximum < INFINITY;
}

/// Where the group of at most `width` panels that are computed side by side ends. Two pairs are better than three and one.
static inline size_t qk_panels_end(size_t panel, size_t end, size_t width) {
    size_t left = end - panel;
    return panel + (left == width + 1 && width > 2 ? width - 1 : qk_smaller(left, width));
}

#pragma clang assume_nonnull end

#endif
