/// Micro-kernels of the inference engine: one function per kernel and instruction set behind a table that is chosen
/// at run time.
///
/// Kernels allocate nothing and keep no state. Pointers need no more alignment than their element type. Outputs must
/// not overlap inputs unless a contract says so. Contracts are asserted on entry where that is cheap. Every instruction set
/// gives the same bits as the scalar kernels (signs and payloads of NaN aside).

#ifndef CKERNELS_H
#define CKERNELS_H

#include "qk_base.h"
#include "qk_conv.h"
#include "qk_depthwise.h"
#include "qk_elementwise.h"
#include "qk_gemm.h"
#include "qk_hybrid.h"
#include "qk_integer.h"
#include "qk_movement.h"
#include "qk_observe.h"
#include "qk_pool.h"
#include "qk_reduce.h"
#include "qk_spin.h"
#include "qk_winograd.h"

#pragma clang assume_nonnull begin

/// The list of kernels, KERNEL(name, result, parameters): declarations, tables, tests and benchmarks follow from it.
///
/// f32_gemm_pack(columns, depth, weights, packed, panels): lays out weights [columns][depth] as
///     [panel][depth][QK_PANEL_COLUMNS], the last panel filled up with zeros, for the given panels.
/// f32_gemm_scale(columns, depth, packed, factors, scaled, panels): packed weights with row k of each panel times factor k,
///     for the given panels.
/// f32_gemm(arguments, rows, panels): the given rows and panels of columns of the product.
/// f32_gemv(arguments, columns): the given columns.
/// f32_conv(arguments, rows, panels): the given rows and panels of channels of the output.
/// f32_winograd_pack(side, columns, channels, weights, packed, panels): the kernel [columns][3][3][channels] transformed,
///     and for each of `qk_winograd_places(side)`, one behind the other, laid out as `f32_gemm_pack` does; for the given
///     panels.
/// f32_winograd_squares(arguments, tiles, transformed, place_stride): the squares of the given tiles as
///     [tiles][channels] for each place, which begin `place_stride` elements apart.
/// f32_winograd_outputs(arguments, tiles, products, place_stride): the outputs of the given tiles from the products
///     [tiles][columns] for each place.
/// f32_depthwise(arguments, rows): the given rows of the output.
/// s8_conv_panel_bytes(weights): bytes of one panel of packed weights; every instruction set has a layout of its own.
/// s8_conv_pack(weights, source, packed, panels): lays out the kernel [columns][kernel_height][kernel_width][channels] for
///     `s8_conv` of the same table, for the given panels.
/// s8_conv(arguments, scratch, rows, panels): the given rows and panels of channels of the output, with
///     `qk_s8_conv_scratch` elements of memory that nobody else uses meanwhile.
/// s8_gemv(arguments, columns): the given columns.
/// s8_depthwise_bytes(weights): bytes of packed weights; every instruction set has a layout of its own.
/// s8_depthwise_pack(weights, source, packed): lays out the kernel [kernel_height][kernel_width][outputs] for
///     `s8_depthwise` of the same table.
/// s8_depthwise_scratch(weights): bytes of memory that `s8_depthwise` needs.
/// s8_depthwise(arguments, scratch, rows): the given rows of the output, with memory that nobody else uses meanwhile.
/// f32_unary(activation, input, output, count): the activation of each element; the output may be the input.
/// f32_binary(arguments, elements): the given elements of the output, in row-major order.
/// f32_extremes(input, count): the least and the greatest element.
/// f32_moments(arguments): extremes and moments of all columns.
/// f32_histogram(arguments): counts of all bins.
/// f32_pool(arguments, rows): the given rows of the output.
/// f32_reduce(arguments, outer, inner): the given part of the output.
/// f32_softmax(arguments, rows): the given rows.
/// f32_steps(arguments, elements): the given elements.
/// f32_rescale(arguments, rows): the given rows.
/// s8_table(table, input, output, count): each byte by its bits from a table of `QK_TABLE_ELEMENTS`; the output may be the
///     input.
/// s8_binary(arguments, elements): the given elements of the output, in row-major order.
/// s8_pool(arguments, rows): the given rows of the output.
/// s8_reduce(arguments, outer, inner): the given part of the output.
/// s8_softmax(arguments, rows): the given rows.
/// s8_quantize(multiplier, rule, input, output, count): float32 times the multiplier, rounded as the rule says; NaN
///     gives the greatest result.
/// s8_dequantize(scale, zero_point, input, output, count): (element - zero_point) * scale.
/// copy(arguments, outermost): the given part of the outermost axis (of rank 0, the one element).
#define QK_KERNELS(KERNEL)                                                                                             \
    KERNEL(f32_gemm_pack, void, (size_t columns, size_t depth, const float *weights, float *packed, qk_range panels))  \
    KERNEL(f32_gemm_scale, void,                                                                                       \
           (size_t columns, size_t depth, const float *packed, const float *factors, float *scaled, qk_range panels))  \
    KERNEL(f32_gemm, void, (const qk_f32_gemm *arguments, qk_range rows, qk_range panels))                             \
    KERNEL(f32_gemv, void, (const qk_f32_gemv *arguments, qk_range columns))                                           \
    KERNEL(f32_conv, void, (const qk_f32_conv *arguments, qk_range rows, qk_range panels))                             \
    KERNEL(f32_winograd_pack, void,                                                                                    \
           (size_t side, size_t columns, size_t channels, const float *weights, float *packed, qk_range panels))       \
    KERNEL(f32_winograd_squares, void,                                                                                 \
           (const qk_f32_winograd *arguments, qk_range tiles, float *transformed, size_t place_stride))                \
    KERNEL(f32_winograd_outputs, void,                                                                                 \
           (const qk_f32_winograd *arguments, qk_range tiles, const float *products, size_t place_stride))             \
    KERNEL(f32_depthwise, void, (const qk_f32_depthwise *arguments, qk_range rows))                                    \
    KERNEL(s8_conv_panel_bytes, size_t, (const qk_s8_conv_weights *weights))                                           \
    KERNEL(s8_conv_pack, void,                                                                                         \
           (const qk_s8_conv_weights *weights, const int8_t *source, void *packed, qk_range panels))                   \
    KERNEL(s8_conv, void, (const qk_s8_conv *arguments, int32_t *scratch, qk_range rows, qk_range panels))             \
    KERNEL(s8_gemv, void, (const qk_s8_gemv *arguments, qk_range columns))                                             \
    KERNEL(s8_depthwise_bytes, size_t, (const qk_s8_depthwise_weights *weights))                                       \
    KERNEL(s8_depthwise_pack, void, (const qk_s8_depthwise_weights *weights, const int8_t *source, void *packed))      \
    KERNEL(s8_depthwise_scratch, size_t, (const qk_s8_depthwise_weights *weights))                                     \
    KERNEL(s8_depthwise, void, (const qk_s8_depthwise *arguments, void *scratch, qk_range rows))                       \
    KERNEL(f32_unary, void, (qk_f32_activation activation, const float *input, float *output, size_t count))           \
    KERNEL(f32_binary, void, (const qk_f32_binary *arguments, qk_range elements))                                      \
    KERNEL(f32_extremes, qk_f32_extremes, (const float *input, size_t count))                                          \
    KERNEL(f32_moments, void, (const qk_f32_moments *arguments))                                                       \
    KERNEL(f32_histogram, void, (const qk_f32_histogram *arguments))                                                   \
    KERNEL(f32_pool, void, (const qk_f32_pool *arguments, qk_range rows))                                              \
    KERNEL(f32_reduce, void, (const qk_f32_reduce *arguments, qk_range outer, qk_range inner))                         \
    KERNEL(f32_softmax, void, (const qk_f32_softmax *arguments, qk_range rows))                                        \
    KERNEL(f32_steps, void, (const qk_f32_steps *arguments, qk_range elements))                                        \
    KERNEL(f32_rescale, void, (const qk_f32_rescale *arguments, qk_range rows))                                        \
    KERNEL(s8_table, void, (const int8_t *table, const int8_t *input, int8_t *output, size_t count))                   \
    KERNEL(s8_binary, void, (const qk_s8_binary *arguments, qk_range elements))                                        \
    KERNEL(s8_pool, void, (const qk_s8_pool *arguments, qk_range rows))                                                \
    KERNEL(s8_reduce, void, (const qk_s8_reduce *arguments, qk_range outer, qk_range inner))                           \
    KERNEL(s8_softmax, void, (const qk_s8_softmax *arguments, qk_range rows))                                          \
    KERNEL(s8_quantize, void, (float multiplier, qk_s8_output rule, const float *input, int8_t *output, size_t count)) \
    KERNEL(s8_dequantize, void, (float scale, int32_t zero_point, const int8_t *input, float *output, size_t count))   \
    KERNEL(copy, void, (const qk_copy *arguments, qk_range outermost))

/// One function for each kernel, all for one instruction set (or the scalar one where it has none).
typedef struct qk_kernels {
    /// "scalar"; "avx2", "avxvnni", "avx512", "avx512vnni"; "neon", "dotprod"
    const char *instruction_set;
#define QK_KERNEL_FIELD(name, result, parameters) result(*name) parameters;
    QK_KERNELS(QK_KERNEL_FIELD)
#undef QK_KERNEL_FIELD
} qk_kernels;

/// The fastest kernels that this processor runs.
const qk_kernels *qk_kernels_best(void);

/// The portable kernels, which every other is tested against.
const qk_kernels *qk_kernels_scalar(void);

/// The tables that this processor runs, the scalar one first; null from the end of the list on.
const qk_kernels *_Nullable qk_kernels_at(size_t index);

/// The names of the kernels in the order of the table; null from the end of the list on.
const char *_Nullable qk_kernel_name(size_t index);

#pragma clang assume_nonnull end

#endif
