/// The transformations of squares and products, for one instruction set.
///
/// It is included behind `avx2_vectors.h` or its like. All functions for one vector are inlined with constants for the sides of a
/// tile.

#ifndef QK_INTERNAL_WINOGRAD_TILES_H
#define QK_INTERNAL_WINOGRAD_TILES_H

#include "squares.h"
#include "winograd_points.h"

/// B' * d for a column or d * B for a row.
QK_VECTOR_INLINE void qk_transform_line(
    const qk_vector d[QK_WINOGRAD_LINE], qk_vector t[QK_WINOGRAD_LINE], const size_t side
) {
    if (side == 2) {
        t[0] = qk_subtract(d[0], d[2]);
        t[1] = qk_add(d[1], d[2]);
        t[2] = qk_subtract(d[2], d[1]);
        t[3] = qk_subtract(d[1], d[3]);
        return;
    }
    qk_vector minus_sum = qk_all(-QK_NEAR_SQUARED - QK_FAR_SQUARED);
    qk_vector product = qk_all(QK_NEAR_SQUARED * QK_FAR_SQUARED);
    qk_vector near_even = qk_multiply_add(d[2], qk_all(-QK_FAR_SQUARED), d[4]);
    qk_vector near_odd = qk_multiply_add(d[1], qk_all(-QK_FAR_SQUARED), d[3]);
    qk_vector far_even = qk_multiply_add(d[2], qk_all(-QK_NEAR_SQUARED), d[4]);
    qk_vector far_odd = qk_multiply_add(d[1], qk_all(-QK_NEAR_SQUARED), d[3]);
    t[0] = qk_multiply_add(d[0], product, qk_multiply_add(d[2], minus_sum, d[4]));
    t[1] = qk_multiply_add(near_odd, qk_all(QK_NEAR), near_even);
    t[2] = qk_multiply_add(near_odd, qk_all(-QK_NEAR), near_even);
    t[3] = qk_multiply_add(far_odd, qk_all(QK_FAR), far_even);
    t[4] = qk_multiply_add(far_odd, qk_all(-QK_FAR), far_even);
    t[5] = qk_multiply_add(d[1], product, qk_multiply_add(d[3], minus_sum, d[5]));
}

/// A' * m for a column or m * A for a row; of four results each lacks the power of NEAR with its number.
QK_VECTOR_INLINE void qk_transform_back(
    const qk_vector m[QK_WINOGRAD_LINE], qk_vector y[QK_WINOGRAD_SIDE], const size_t side
) {
    if (side == 2) {
        y[0] = qk_add(qk_add(m[0], m[1]), m[2]);
        y[1] = qk_subtract(qk_subtract(m[1], m[2]), m[3]);
        return;
    }
    qk_vector near_even = qk_add(m[1], m[2]);
    qk_vector near_odd = qk_subtract(m[1], m[2]);
    qk_vector far_even = qk_add(m[3], m[4]);
    qk_vector far_odd = qk_subtract(m[3], m[4]);
    y[0] = qk_add(m[0], qk_add(near_even, far_even));
    y[1] = qk_multiply_add(far_odd, qk_all(2), near_odd);
    y[2] = qk_multiply_add(far_even, qk_all(4), near_even);
    y[3] = qk_add(qk_multiply_add(far_odd, qk_all(8), near_odd), m[5]);
}

/// Transforms some channels of a square; `is_edge` tells that some of its pixels are outside of the image.
QK_VECTOR_INLINE void qk_transform_square(
    const qk_f32_winograd *p, qk_square square, size_t channel, qk_lanes lanes, float *target, size_t place_stride,
    const size_t side, const int is_edge
) {
    const size_t line = side + 2;
    size_t height = p->window.input_height;
    size_t width = p->window.input_width;
    qk_vector down[QK_WINOGRAD_LINE][QK_WINOGRAD_LINE];
    QK_UNROLL for (size_t j = 0; j < line; j++) {
        qk_vector column[QK_WINOGRAD_LINE];
        // Outside of the image to the left and above, these are large numbers.
        size_t x = (size_t)(square.x + (ptrdiff_t)j);
        QK_UNROLL for (size_t i = 0; i < line; i++) {
            size_t y = (size_t)(square.y + (ptrdiff_t)i);
            int is_outside = is_edge && (y >= height || x >= width);
            column[i] = is_outside ? qk_zero() : qk_load(p->input + (y * width + x) * p->channels + channel, lanes);
        }
        qk_vector transformed[QK_WINOGRAD_LINE];
        qk_transform_line(column, transformed, side);
        QK_UNROLL for (size_t i = 0; i < line; i++) down[i][j] = transformed[i];
    }
    QK_UNROLL for (size_t i = 0; i < line; i++) {
        qk_vector along[QK_WINOGRAD_LINE];
        qk_transform_line(down[i], along, side);
        QK_UNROLL for (size_t j = 0; j < line; j++) qk_store(target + (line * i + j) * place_stride, lanes, along[j]);
    }
}

/// Transforms all channels of a square.
QK_VECTOR_INLINE void qk_transform_channels(
    const qk_f32_winograd *p, qk_square square, float *target, size_t place_stride, const size_t side, const int is_edge
) {
    size_t whole = p->channels / QK_VECTOR_ELEMENTS * QK_VECTOR_ELEMENTS;
    for (size_t channel = 0; channel < whole; channel += QK_VECTOR_ELEMENTS) {
        qk_lanes lanes = qk_lanes_of(QK_VECTOR_ELEMENTS);
        qk_transform_square(p, square, channel, lanes, target + channel, place_stride, side, is_edge);
    }
    if (whole < p->channels) {
        qk_lanes lanes = qk_lanes_of(p->channels - whole);
        qk_transform_square(p, square, whole, lanes, target + whole, place_stride, side, is_edge);
    }
}

QK_VECTOR_INLINE void qk_transform_squares_of(
    const qk_f32_winograd *p, qk_range tiles, float *transformed, size_t place_stride, const size_t side
) {
    const ptrdiff_t line = (ptrdiff_t)side + 2;
    for (size_t tile = tiles.begin; tile < tiles.end; tile++) {
        qk_square square = qk_square_of(p, tile);
        int is_edge = square.y < 0 || square.x < 0 || square.y + line > (ptrdiff_t)p->window.input_height
            || square.x + line > (ptrdiff_t)p->window.input_width;
        float *target = transformed + (tile - tiles.begin) * p->channels;
        if (is_edge) {
            qk_transform_channels(p, square, target, place_stride, side, 1);
        } else {
            qk_transform_channels(p, square, target, place_stride, side, 0);
        }
    }
}

QK_VECTOR static void qk_transform_squares(
    const qk_f32_winograd *p, qk_range tiles, float *transformed, size_t place_stride
) {
    if (p->side == 2) {
        qk_transform_squares_of(p, tiles, transformed, place_stride, 2);
    } else {
        qk_transform_squares_of(p, tiles, transformed, place_stride, 4);
    }
}

/// Where the outputs of a tile are: how many of its rows and columns, and the first.
typedef struct qk_tile {
    size_t rows;
    size_t columns;
    size_t pixel;
} qk_tile;

/// Transforms the sums of some columns of a tile back, adds bias and residual, and stores what is there of the tile.
QK_VECTOR_INLINE void qk_transform_tile(
    const qk_f32_winograd *p, qk_tile tile, size_t column, qk_lanes lanes, const float *source, size_t place_stride,
    const size_t side
) {
    const size_t line = side + 2;
    // Copies, because what is stored might be the arguments themselves, as far as the compiler knows.
    const float *residual = p->residual;
    float *output = p->output;
    size_t columns = p->columns;
    size_t first = tile.pixel * columns + column;
    size_t row_stride = p->window.output_width * columns;
    qk_f32_activation activation = p->activation;
    if (activation.function != QK_FUNCTION_IDENTITY) {
        activation.minimum = -INFINITY;
        activation.maximum = INFINITY;
    }
    qk_vector bias = p->bias == NULL ? qk_zero() : qk_load(p->bias + column, lanes);
    qk_vector down[QK_WINOGRAD_SIDE][QK_WINOGRAD_LINE];
    QK_UNROLL for (size_t j = 0; j < line; j++) {
        qk_vector m[QK_WINOGRAD_LINE];
        QK_UNROLL for (size_t i = 0; i < line; i++) m[i] = qk_load(source + (line * i + j) * place_stride, lanes);
        qk_vector back[QK_WINOGRAD_SIDE];
        qk_transform_back(m, back, side);
        QK_UNROLL for (size_t i = 0; i < side; i++) down[i][j] = back[i];
    }
    QK_UNROLL for (size_t i = 0; i < side; i++) {
        if (i >= tile.rows) continue;
        qk_vector along[QK_WINOGRAD_SIDE];
        qk_transform_back(down[i], along, side);
        QK_UNROLL for (size_t j = 0; j < side; j++) {
            if (j >= tile.columns) continue;
            size_t element = first + i * row_stride + j * columns;
            qk_vector sum = qk_multiply_add(along[j], qk_all(qk_power_of_near(side, i + j)), bias);
            if (residual != NULL) sum = qk_add(sum, qk_load(residual + element, lanes));
            qk_store(output + element, lanes, qk_clamp(activation, sum));
        }
    }
}

QK_VECTOR_INLINE void qk_transform_products_of(
    const qk_f32_winograd *p, qk_range tiles, const float *products, size_t place_stride, const size_t side
) {
    size_t across = qk_winograd_tiles_across(&p->window, side);
    size_t height = p->window.output_height;
    size_t width = p->window.output_width;
    size_t whole = p->columns / QK_VECTOR_ELEMENTS * QK_VECTOR_ELEMENTS;
    for (size_t number = tiles.begin; number < tiles.end; number++) {
        size_t y = number / across * side;
        size_t x = number % across * side;
        qk_tile tile = {qk_smaller(side, height - y), qk_smaller(side, width - x), y * width + x};
        const float *source = products + (number - tiles.begin) * p->columns;
        for (size_t column = 0; column < whole; column += QK_VECTOR_ELEMENTS) {
            qk_lanes lanes = qk_lanes_of(QK_VECTOR_ELEMENTS);
            qk_transform_tile(p, tile, column, lanes, source + column, place_stride, side);
        }
        if (whole < p->columns) {
            qk_lanes lanes = qk_lanes_of(p->columns - whole);
            qk_transform_tile(p, tile, whole, lanes, source + whole, place_stride, side);
        }
        if (p->activation.function == QK_FUNCTION_IDENTITY) continue;
        for (size_t i = 0; i < tile.rows; i++) {
            float *row = p->output + (tile.pixel + i * width) * p->columns;
            qk_activate_stored(p->activation, row, 0, 1, tile.columns * p->columns);
        }
    }
}

/// Transforms the sums of tiles back, and adds bias and residual.
QK_VECTOR static void qk_transform_products(
    const qk_f32_winograd *p, qk_range tiles, const float *products, size_t place_stride
) {
    if (p->side == 2) {
        qk_transform_products_of(p, tiles, products, place_stride, 2);
    } else {
        qk_transform_products_of(p, tiles, products, place_stride, 4);
    }
}

#endif
