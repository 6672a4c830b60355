#include "support.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// What comes with the integer weights of a layer, drawn so that results spread over the range of int8 and beyond.
typedef struct layer {
    int32_t input_zero_point;
    int32_t weight_zero_point;
    const int32_t *bias;
    const float *multipliers;
    qk_s8_output rounding;
} layer;

/// -128 to 127, the extremes more often than others.
static int32_t random_zero_point(void) {
    return once_in(4) ? -128 : once_in(4) ? 127 : (int32_t)between(-128, 127);
}

static qk_s8_output random_rounding(void) {
    qk_s8_output output = {random_zero_point(), -128, 127, once_in(4) ? fenced_bytes(QK_TABLE_ELEMENTS) : NULL};
    if (once_in(3)) {
        output.minimum = (int8_t)between(-128, 127);
        output.maximum = (int8_t)between(output.minimum, 127);
    }
    return output;
}

static layer random_layer(size_t outputs, size_t depth) {
    layer layer = {
        .input_zero_point = random_zero_point(),
        .weight_zero_point = once_in(5) ? random_zero_point() : 0,
        .rounding = random_rounding(),
    };
    if (!once_in(5)) {
        layer.bias =
            once_in(6) ? fenced_integers(outputs, INT32_MIN, INT32_MAX) : fenced_integers(outputs, -4000, 4000);
    }
    float *multipliers = fenced_floats(outputs);
    float size = once_in(8) ? 10 : 0.01f;
    for (size_t i = 0; i < outputs; i++) multipliers[i] = (1.2f + real()) * size / sqrtf((float)depth + 1);
    layer.multipliers = multipliers;
    return layer;
}

/// `s8_conv` of one table, divided in three.
static void conv(const qk_kernels *kernels, qk_s8_conv p, const int8_t *weights, size_t row, size_t panel) {
    size_t panels = qk_gemm_panels(p.weights.columns);
    size_t rows = p.window.output_height;
    char *packed = fenced(panels * kernels->s8_conv_panel_bytes(&p.weights));
    kernels->s8_conv_pack(&p.weights, weights, packed, (qk_range){0, panel});
    kernels->s8_conv_pack(&p.weights, weights, packed, (qk_range){panel, panels});
    p.packed = packed;
    int32_t *scratch = fenced(qk_s8_conv_scratch(&p.window, p.weights.channels) * sizeof *scratch);
    kernels->s8_conv(&p, scratch, (qk_range){0, row}, (qk_range){0, panels});
    kernels->s8_conv(&p, scratch, (qk_range){row, rows}, (qk_range){0, panel});
    kernels->s8_conv(&p, scratch, (qk_range){row, rows}, (qk_range){panel, panels});
}

static void test_conv_of(const tables *t, size_t number, qk_window window, size_t channels, size_t columns) {
    size_t taps = window.kernel_height * window.kernel_width;
    size_t gap = (size_t)between(0, 2);
    size_t output_gap = (size_t)between(0, 2);
    size_t elements = output_pixels(&window) * (columns + output_gap) - output_gap;
    layer layer = random_layer(columns, taps * channels);
    const int8_t *weights = fenced_bytes(columns * taps * channels);
    qk_s8_conv p = {
        .window = window,
        .weights =
            {
                .columns = columns,
                .kernel_height = window.kernel_height,
                .kernel_width = window.kernel_width,
                .channels = channels,
                .is_dilated = window.dilation_width > 1,
                .zero_point = layer.weight_zero_point,
            },
        .input = fenced_bytes(input_pixels(&window) * (channels + gap) - gap),
        .pixel_stride = (ptrdiff_t)(channels + gap),
        .input_zero_point = layer.input_zero_point,
        .bias = layer.bias,
        .multipliers = layer.multipliers,
        .rounding = layer.rounding,
        .output_stride = (ptrdiff_t)(columns + output_gap),
    };
    size_t row = (size_t)between(0, (int64_t)window.output_height);
    size_t panel = (size_t)between(0, (int64_t)qk_gemm_panels(columns));
    int8_t *expected = p.output = result(elements);
    conv(t->scalar, p, weights, row, panel);
    int8_t *values = p.output = result(elements);
    conv(t->tested, p, weights, row, panel);
    char what[300];
    snprintf(what, sizeof what, "s8_conv %zu: %zu to %zu, %s", number, channels, columns, describe(&window));
    expect_same_bytes(values, expected, elements, what);
    expect_intact(values, elements, what);
    release();
}

static void test_conv(const tables *t) {
    for (size_t number = 0; number < 400; number++) {
        size_t channels = (size_t)between(1, once_in(4) ? 40 : 9);
        size_t columns = (size_t)between(1, once_in(4) ? 140 : 40);
        test_conv_of(t, number, random_window(), channels, columns);
    }
    // Matrix products, and more rows than one part of the image holds.
    for (size_t number = 0; number < 400; number++) {
        size_t rows = (size_t)between(1, 40);
        qk_window window = {rows, 1, rows, 1, 1, 1, 1, 1, 1, 1, 0, 0};
        test_conv_of(t, number, window, (size_t)between(1, 70), (size_t)between(1, 100));
    }
    for (size_t number = 0; number < 3; number++) {
        qk_window image = {23, 20, 23, 20, 3, 3, 1, 1, 1, 1, 1, 1};
        test_conv_of(t, number, image, 130, 3);
        qk_window product = {101, 1, 101, 1, 1, 1, 1, 1, 1, 1, 0, 0};
        test_conv_of(t, number, product, 700, 18);
    }
}

static void test_gemv(const tables *t) {
    for (size_t number = 0; number < 400; number++) {
        size_t columns = (size_t)between(1, 70);
        size_t depth = (size_t)between(0, once_in(3) ? 300 : 70);
        layer layer = random_layer(columns, depth);
        qk_s8_gemv p = {
            .columns = columns,
            .depth = depth,
            .x = fenced_bytes(depth),
            .x_zero_point = layer.input_zero_point,
            .weights = fenced_bytes(columns * depth),
            .weight_zero_point = layer.weight_zero_point,
            .bias = layer.bias,
            .multipliers = layer.multipliers,
            .rounding = layer.rounding,
        };
        int8_t *expected = p.y = result(columns);
        t->scalar->s8_gemv(&p, (qk_range){0, columns});
        int8_t *values = p.y = result(columns);
        size_t middle = (size_t)between(0, (int64_t)columns);
        t->tested->s8_gemv(&p, (qk_range){0, middle});
        t->tested->s8_gemv(&p, (qk_range){middle, columns});
        char what[100];
        snprintf(what, sizeof what, "s8_gemv %zu: %zux%zu", number, columns, depth);
        expect_same_bytes(values, expected, columns, what);
        expect_intact(values, columns, what);
        release();
    }
}

/// `s8_depthwise` of one table, divided in two.
static void depthwise(const qk_kernels *kernels, qk_s8_depthwise p, const int8_t *weights, size_t row) {
    char *packed = fenced(kernels->s8_depthwise_bytes(&p.weights));
    kernels->s8_depthwise_pack(&p.weights, weights, packed);
    p.packed = packed;
    void *scratch = fenced(kernels->s8_depthwise_scratch(&p.weights));
    kernels->s8_depthwise(&p, scratch, (qk_range){0, row});
    kernels->s8_depthwise(&p, scratch, (qk_range){row, p.weights.window.output_height});
}

static void test_depthwise(const tables *t) {
    for (size_t number = 0; number < 600; number++) {
        qk_window window = random_window();
        size_t channels = (size_t)between(1, once_in(6) ? 140 : 40);
        size_t multiplier = once_in(6) ? (size_t)between(2, 4) : 1;
        size_t outputs = channels * multiplier;
        size_t taps = window.kernel_height * window.kernel_width;
        size_t elements = output_pixels(&window) * outputs;
        layer layer = random_layer(outputs, taps);
        const int8_t *weights = fenced_bytes(taps * outputs);
        qk_s8_depthwise p = {
            .weights =
                {
                    .window = window,
                    .outputs = outputs,
                    .multiplier = multiplier,
                    .zero_point = layer.weight_zero_point,
                },
            .channels = channels,
            .input = fenced_bytes(input_pixels(&window) * channels),
            .input_zero_point = layer.input_zero_point,
            .bias = layer.bias,
            .multipliers = layer.multipliers,
            .rounding = layer.rounding,
        };
        size_t row = (size_t)between(0, (int64_t)window.output_height);
        int8_t *expected = p.output = result(elements);
        depthwise(t->scalar, p, weights, row);
        int8_t *values = p.output = result(elements);
        depthwise(t->tested, p, weights, row);
        char what[300];
        snprintf(
            what, sizeof what, "s8_depthwise %zu: %zu times %zu, %s", number, channels, multiplier, describe(&window));
        expect_same_bytes(values, expected, elements, what);
        expect_intact(values, elements, what);
        release();
    }
}

static void test_table(const tables *t) {
    for (size_t number = 0; number < 100; number++) {
        size_t count = (size_t)between(1, 300);
        const int8_t *table = fenced_bytes(QK_TABLE_ELEMENTS);
        int8_t *input = fenced_bytes(count);
        int8_t *expected = result(count);
        t->scalar->s8_table(table, input, expected, count);
        int8_t *values = result(count);
        t->tested->s8_table(table, input, values, count);
        char what[100];
        snprintf(what, sizeof what, "s8_table %zu: %zu", number, count);
        expect_same_bytes(values, expected, count, what);
        expect_intact(values, count, what);
        t->tested->s8_table(table, input, input, count);
        expect_same_bytes(input, expected, count, what);
        release();
    }
}

static void test_quantize(const tables *t) {
    for (size_t number = 0; number < 200; number++) {
        size_t count = (size_t)between(1, 200);
        float *input = fenced(count * sizeof *input);
        float scale = (float)between(1, 400);
        for (size_t i = 0; i < count; i++) {
            input[i] = once_in(30) ? NAN : once_in(30) ? INFINITY : once_in(30) ? -INFINITY : scale * real();
            if (once_in(5)) input[i] = rintf(input[i]) + 0.5f;
        }
        float multiplier = once_in(2) ? 1 : 1.5f + real();
        qk_s8_output rule = random_rounding();
        int8_t *expected = result(count);
        t->scalar->s8_quantize(multiplier, rule, input, expected, count);
        int8_t *values = result(count);
        t->tested->s8_quantize(multiplier, rule, input, values, count);
        char what[100];
        snprintf(what, sizeof what, "s8_quantize %zu: %zu", number, count);
        expect_same_bytes(values, expected, count, what);
        expect_intact(values, count, what);
        release();
    }
}

/// Strides of an array that has some axes of the output and repeats along the others.
static void random_strides(size_t rank, const size_t *sizes, ptrdiff_t *strides) {
    ptrdiff_t stride = 1;
    for (size_t axis = rank; axis-- > 0;) {
        int repeats = once_in(4);
        strides[axis] = repeats ? 0 : stride;
        if (!repeats) stride *= (ptrdiff_t)sizes[axis];
    }
}

static void test_binary(const tables *t) {
    for (size_t number = 0; number < 400; number++) {
        size_t rank = (size_t)between(1, 4);
        size_t sizes[4];
        size_t count = 1;
        for (size_t axis = 0; axis < rank; axis++) {
            sizes[axis] = (size_t)between(1, axis + 1 == rank ? 70 : 4);
            count *= sizes[axis];
        }
        ptrdiff_t a_strides[4];
        ptrdiff_t b_strides[4];
        random_strides(rank, sizes, a_strides);
        random_strides(rank, sizes, b_strides);
        qk_s8_binary p = {
            .rule =
                {
                    .function = (qk_s8_binary_function)between(0, QK_S8_BINARY_COUNT - 1),
                    .a_multiplier = (int32_t)between(-(1 << 21), 1 << 21),
                    .b_multiplier = (int32_t)between(-(1 << 21), 1 << 21),
                    .bias = (int32_t)between(-(1 << 29), 1 << 29),
                    .shift = (int32_t)between(19, 22),
                    .a_zero_point = random_zero_point(),
                    .b_zero_point = random_zero_point(),
                    .multiplier = 0.012f + 0.01f * real(),
                    .pairs = fenced_bytes(QK_PAIR_ELEMENTS),
                    .output = random_rounding(),
                },
            .rank = rank,
            .sizes = sizes,
            .a = fenced_bytes(count),
            .a_strides = a_strides,
            .b = fenced_bytes(count),
            .b_strides = b_strides,
        };
        int8_t *expected = p.c = result(count);
        t->scalar->s8_binary(&p, (qk_range){0, count});
        int8_t *values = p.c = result(count);
        size_t middle = (size_t)between(0, (int64_t)count);
        t->tested->s8_binary(&p, (qk_range){0, middle});
        t->tested->s8_binary(&p, (qk_range){middle, count});
        char what[100];
        snprintf(what, sizeof what, "s8_binary %zu: function %d, rank %zu", number, (int)p.rule.function, rank);
        expect_same_bytes(values, expected, count, what);
        expect_intact(values, count, what);
        release();
    }
}

static void test_reduce(const tables *t) {
    static const qk_reduce_function functions[] = {QK_REDUCE_SUM, QK_REDUCE_SUM, QK_REDUCE_MAX, QK_REDUCE_MIN};
    for (size_t number = 0; number < 300; number++) {
        size_t outer = (size_t)between(1, 3);
        size_t size = (size_t)between(1, once_in(4) ? 600 : 30);
        size_t inner = (size_t)between(1, 60);
        int8_t *input = fenced_bytes(outer * size * inner);
        // The lowest numbers of all are what overflows first.
        if (once_in(4)) memset(input, -128, outer * size * inner);
        qk_s8_reduce p = {
            .function = functions[between(0, 3)],
            .outer = outer,
            .size = size,
            .inner = inner,
            .input = input,
            .offset = once_in(2) ? 128 : 0,
            .multiplier = (1.7f + real()) / (float)size,
            .bias = 100 * real(),
        };
        int8_t *expected = p.output = result(outer * inner);
        t->scalar->s8_reduce(&p, (qk_range){0, outer}, (qk_range){0, inner});
        int8_t *values = p.output = result(outer * inner);
        size_t row = (size_t)between(0, (int64_t)outer);
        size_t column = (size_t)between(0, (int64_t)inner);
        t->tested->s8_reduce(&p, (qk_range){0, row}, (qk_range){0, inner});
        t->tested->s8_reduce(&p, (qk_range){row, outer}, (qk_range){0, column});
        t->tested->s8_reduce(&p, (qk_range){row, outer}, (qk_range){column, inner});
        char what[100];
        snprintf(
            what, sizeof what, "s8_reduce %zu: function %d, %zux%zux%zu", number, (int)p.function, outer, size, inner);
        expect_same_bytes(values, expected, outer * inner, what);
        expect_intact(values, outer * inner, what);
        release();
    }
}

const kernel_test integer_tests[] = {
    {{"s8_conv", "s8_conv_panel_bytes", "s8_conv_pack"}, test_conv},
    {{"s8_gemv"}, test_gemv},
    {{"s8_depthwise", "s8_depthwise_bytes", "s8_depthwise_pack", "s8_depthwise_scratch"}, test_depthwise},
    {{"s8_table"}, test_table},
    {{"s8_quantize"}, test_quantize},
    {{"s8_binary"}, test_binary},
    {{"s8_reduce"}, test_reduce},
};
const size_t integer_test_count = sizeof integer_tests / sizeof integer_tests[0];
