#include "support.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Activations of all kinds that fused kernels meet.
static qk_f32_activation random_activation(void) {
    static const qk_function functions[] = {
        QK_FUNCTION_IDENTITY, QK_FUNCTION_IDENTITY,   QK_FUNCTION_SWISH, QK_FUNCTION_LOGISTIC, QK_FUNCTION_HARD_SWISH,
        QK_FUNCTION_TANH,     QK_FUNCTION_LEAKY_RELU, QK_FUNCTION_GELU,
    };
    qk_f32_activation activation = {functions[between(0, 7)], 0.3f, -INFINITY, INFINITY};
    if (once_in(2)) {
        activation.minimum = -0.1f;
        activation.maximum = 0.4f;
    }
    return activation;
}

/// Packed weights [columns][depth].
static float *packed_weights(size_t columns, size_t depth) {
    float *packed = fenced(qk_gemm_packed_elements(columns, depth) * sizeof *packed);
    qk_kernels_scalar()->f32_gemm_pack(
        columns, depth, fenced_floats(columns * depth), packed, (qk_range){0, qk_gemm_panels(columns)});
    return packed;
}

static void test_gemm(const tables *t) {
    for (size_t number = 0; number < 500; number++) {
        size_t rows = (size_t)between(1, once_in(4) ? 40 : 16);
        size_t columns = (size_t)between(1, 70);
        size_t depth = (size_t)between(0, once_in(4) ? 100 : 20);
        size_t panels = qk_gemm_panels(columns);
        size_t gap = (size_t)between(0, 2);
        size_t elements = rows * (columns + gap) - gap;
        qk_f32_gemm p = {
            .rows = rows,
            .columns = columns,
            .depth = depth,
            .a = fenced_floats(rows * (depth + gap)),
            .a_stride = (ptrdiff_t)(depth + gap),
            .b = packed_weights(columns, depth),
            .bias = once_in(4) ? NULL : fenced_floats(columns),
            .residual = once_in(2) ? NULL : fenced_floats(rows * columns),
            .residual_stride = (ptrdiff_t)columns,
            .c_stride = (ptrdiff_t)(columns + gap),
            .activation = random_activation(),
        };
        float *expected = result(elements * sizeof *expected);
        float *values = result(elements * sizeof *values);
        p.c = expected;
        t->scalar->f32_gemm(&p, (qk_range){0, rows}, (qk_range){0, panels});
        p.c = values;
        size_t row = (size_t)between(0, (int64_t)rows);
        size_t panel = (size_t)between(0, (int64_t)panels);
        t->tested->f32_gemm(&p, (qk_range){0, row}, (qk_range){0, panel});
        t->tested->f32_gemm(&p, (qk_range){0, row}, (qk_range){panel, panels});
        t->tested->f32_gemm(&p, (qk_range){row, rows}, (qk_range){0, panels});
        char what[100];
        snprintf(what, sizeof what, "f32_gemm %zu: %zux%zux%zu", number, rows, columns, depth);
        expect_same_floats(values, expected, elements, what);
        expect_intact(values, elements * sizeof *values, what);
        release();
    }
}

static void test_gemv(const tables *t) {
    for (size_t number = 0; number < 200; number++) {
        size_t columns = (size_t)between(1, 40);
        size_t depth = (size_t)between(0, once_in(3) ? 300 : 70);
        qk_f32_gemv p = {
            .columns = columns,
            .depth = depth,
            .x = fenced_floats(depth),
            .weights = fenced_floats(columns * depth),
            .bias = once_in(4) ? NULL : fenced_floats(columns),
            .activation = random_activation(),
        };
        float *expected = p.y = result(columns * sizeof *expected);
        t->scalar->f32_gemv(&p, (qk_range){0, columns});
        float *values = p.y = result(columns * sizeof *values);
        size_t middle = columns / 2;
        t->tested->f32_gemv(&p, (qk_range){0, middle});
        t->tested->f32_gemv(&p, (qk_range){middle, columns});
        char what[100];
        snprintf(what, sizeof what, "f32_gemv %zu: %zux%zu", number, columns, depth);
        expect_same_floats(values, expected, columns, what);
        expect_intact(values, columns * sizeof *values, what);
        release();
    }
}

static void test_conv(const tables *t) {
    for (size_t number = 0; number < 300; number++) {
        qk_window window = random_window();
        size_t channels = (size_t)between(1, 9);
        size_t columns = (size_t)between(1, 40);
        size_t panels = qk_gemm_panels(columns);
        size_t gap = (size_t)between(0, 1);
        size_t elements = output_pixels(&window) * columns;
        qk_f32_conv p = {
            .window = window,
            .channels = channels,
            .columns = columns,
            .input = fenced_floats(input_pixels(&window) * (channels + gap) - gap),
            .pixel_stride = (ptrdiff_t)(channels + gap),
            .b = packed_weights(columns, window.kernel_height * window.kernel_width * channels),
            .bias = once_in(4) ? NULL : fenced_floats(columns),
            .residual = once_in(2) ? NULL : fenced_floats(elements),
            .residual_stride = (ptrdiff_t)columns,
            .output_stride = (ptrdiff_t)columns,
            .activation = random_activation(),
        };
        float *expected = p.output = result(elements * sizeof *expected);
        t->scalar->f32_conv(&p, (qk_range){0, window.output_height}, (qk_range){0, panels});
        float *values = p.output = result(elements * sizeof *values);
        size_t row = (size_t)between(0, (int64_t)window.output_height);
        size_t panel = (size_t)between(0, (int64_t)panels);
        t->tested->f32_conv(&p, (qk_range){0, row}, (qk_range){0, panels});
        t->tested->f32_conv(&p, (qk_range){row, window.output_height}, (qk_range){0, panel});
        t->tested->f32_conv(&p, (qk_range){row, window.output_height}, (qk_range){panel, panels});
        char what[300];
        snprintf(what, sizeof what, "f32_conv %zu: %zu to %zu, %s", number, channels, columns, describe(&window));
        expect_same_floats(values, expected, elements, what);
        expect_intact(values, elements * sizeof *values, what);
        release();
    }
}

static void test_depthwise(const tables *t) {
    for (size_t number = 0; number < 400; number++) {
        qk_window window = random_window();
        size_t channels = (size_t)between(1, 40);
        size_t multiplier = once_in(6) ? (size_t)between(2, 4) : 1;
        size_t outputs = channels * multiplier;
        size_t elements = output_pixels(&window) * outputs;
        size_t sums = once_in(2) ? window.output_height * outputs : 0;
        qk_f32_depthwise p = {
            .window = window,
            .channels = channels,
            .multiplier = multiplier,
            .input = fenced_floats(input_pixels(&window) * channels),
            .weights = fenced_floats(window.kernel_height * window.kernel_width * outputs),
            .bias = once_in(4) ? NULL : fenced_floats(outputs),
            .activation = random_activation(),
        };
        float *expected = p.output = result(elements * sizeof *expected);
        float *expected_sums = p.row_sums = sums == 0 ? NULL : result(sums * sizeof *expected_sums);
        t->scalar->f32_depthwise(&p, (qk_range){0, window.output_height});
        float *values = p.output = result(elements * sizeof *values);
        float *value_sums = p.row_sums = sums == 0 ? NULL : result(sums * sizeof *value_sums);
        size_t row = (size_t)between(0, (int64_t)window.output_height);
        t->tested->f32_depthwise(&p, (qk_range){0, row});
        t->tested->f32_depthwise(&p, (qk_range){row, window.output_height});
        char what[300];
        snprintf(
            what, sizeof what, "f32_depthwise %zu: %zu times %zu, %s", number, channels, multiplier, describe(&window));
        expect_same_floats(values, expected, elements, what);
        expect_intact(values, elements * sizeof *values, what);
        if (sums != 0) expect_same_floats(value_sums, expected_sums, sums, what);
        release();
    }
}

/// A window that Winograd's convolution is for.
static qk_window random_winograd_window(void) {
    size_t height = (size_t)between(1, 11);
    size_t width = (size_t)between(1, 11);
    return (qk_window){height, width, height, width, 3, 3, 1, 1, 1, 1, 1, 1};
}

static void test_winograd_pack(const tables *t) {
    for (size_t number = 0; number < 100; number++) {
        size_t columns = (size_t)between(1, 40);
        size_t channels = (size_t)between(1, 20);
        size_t panels = qk_gemm_panels(columns);
        size_t side = 2 * (size_t)between(1, 2);
        size_t elements = qk_winograd_places(side) * qk_gemm_packed_elements(columns, channels);
        const float *weights = fenced_floats(columns * 9 * channels);
        float *expected = result(elements * sizeof *expected);
        t->scalar->f32_winograd_pack(side, columns, channels, weights, expected, (qk_range){0, panels});
        float *values = result(elements * sizeof *values);
        t->tested->f32_winograd_pack(side, columns, channels, weights, values, (qk_range){0, panels / 2});
        t->tested->f32_winograd_pack(side, columns, channels, weights, values, (qk_range){panels / 2, panels});
        char what[100];
        snprintf(what, sizeof what, "f32_winograd_pack %zu: %zu to %zu by %zu", number, channels, columns, side);
        expect_same_floats(values, expected, elements, what);
        expect_intact(values, elements * sizeof *values, what);
        release();
    }
}

static void test_winograd_squares(const tables *t) {
    for (size_t number = 0; number < 100; number++) {
        qk_window window = random_winograd_window();
        size_t channels = (size_t)between(1, 20);
        size_t side = 2 * (size_t)between(1, 2);
        size_t tiles = qk_winograd_tiles(&window, side);
        size_t elements = qk_winograd_places(side) * tiles * channels;
        qk_f32_winograd p = {
            .window = window,
            .side = side,
            .channels = channels,
            .input = fenced_floats(input_pixels(&window) * channels),
        };
        float *expected = result(elements * sizeof *expected);
        t->scalar->f32_winograd_squares(&p, (qk_range){0, tiles}, expected, tiles * channels);
        float *values = result(elements * sizeof *values);
        t->tested->f32_winograd_squares(&p, (qk_range){0, tiles}, values, tiles * channels);
        char what[300];
        snprintf(what, sizeof what, "f32_winograd_squares %zu: %zu channels by %zu, %s", number, channels, side, describe(&window));
        expect_same_floats(values, expected, elements, what);
        expect_intact(values, elements * sizeof *values, what);
        release();
    }
}

static void test_winograd_outputs(const tables *t) {
    for (size_t number = 0; number < 100; number++) {
        qk_window window = random_winograd_window();
        size_t columns = (size_t)between(1, 20);
        size_t side = 2 * (size_t)between(1, 2);
        size_t tiles = qk_winograd_tiles(&window, side);
        size_t elements = output_pixels(&window) * columns;
        const float *products = fenced_floats(qk_winograd_places(side) * tiles * columns);
        qk_f32_winograd p = {
            .window = window,
            .side = side,
            .columns = columns,
            .bias = once_in(4) ? NULL : fenced_floats(columns),
            .residual = once_in(2) ? NULL : fenced_floats(elements),
            .activation = random_activation(),
        };
        float *expected = p.output = result(elements * sizeof *expected);
        t->scalar->f32_winograd_outputs(&p, (qk_range){0, tiles}, products, tiles * columns);
        float *values = p.output = result(elements * sizeof *values);
        t->tested->f32_winograd_outputs(&p, (qk_range){0, tiles}, products, tiles * columns);
        char what[300];
        snprintf(what, sizeof what, "f32_winograd_outputs %zu: %zu columns by %zu, %s", number, columns, side, describe(&window));
        expect_same_floats(values, expected, elements, what);
        expect_intact(values, elements * sizeof *values, what);
        release();
    }
}

static void test_unary(const tables *t) {
    static const float special[] = {0.0f,  -0.0f, INFINITY, -INFINITY, NAN,    0.5f,  1.5f,   2.5f,  -0.5f, -1.5f,
                                    87.0f, -87.0f, 88.8f,   -88.8f,   104.5f, -105.0f, 1e-40f, -1e-40f, 3e38f, -3e38f};
    for (int function = 0; function < QK_FUNCTION_COUNT; function++) {
        for (size_t number = 0; number < 20; number++) {
            size_t count = (size_t)between(1, 150);
            float *input = fenced(count * sizeof *input);
            for (size_t i = 0; i < count; i++) {
                float scale = (float)between(1, 100);
                input[i] = once_in(6) ? special[between(0, 19)] : real() * scale;
            }
            qk_f32_activation activation = {(qk_function)function, 0.7f, -INFINITY, INFINITY};
            if (once_in(3)) {
                activation.minimum = -2;
                activation.maximum = 1.25f;
            }
            float *expected = result(count * sizeof *expected);
            t->scalar->f32_unary(activation, input, expected, count);
            float *values = result(count * sizeof *values);
            t->tested->f32_unary(activation, input, values, count);
            char what[100];
            snprintf(what, sizeof what, "f32_unary %zu: function %d of %zu", number, function, count);
            expect_same_floats(values, expected, count, what);
            expect_intact(values, count * sizeof *values, what);
            t->tested->f32_unary(activation, input, input, count);
            expect_same_floats(input, expected, count, what);
            release();
        }
    }
}

const kernel_test float_tests[] = {
    {{"f32_gemm"}, test_gemm},
    {{"f32_gemv"}, test_gemv},
    {{"f32_conv"}, test_conv},
    {{"f32_depthwise"}, test_depthwise},
    {{"f32_winograd_pack"}, test_winograd_pack},
    {{"f32_winograd_squares"}, test_winograd_squares},
    {{"f32_winograd_outputs"}, test_winograd_outputs},
    {{"f32_unary"}, test_unary},
};
const size_t float_test_count = sizeof float_tests / sizeof float_tests[0];
