/// The transformations of F(2x2, 3x3), for one instruction set.
///
/// It is included behind `avx2_vectors.h` or its like.

#ifndef QK_INTERNAL_WINOGRAD_TILES_H
#define QK_INTERNAL_WINOGRAD_TILES_H

#include "squares.h"

/// B' * d for a column or d * B for a row.
QK_VECTOR_INLINE void qk_transform_four(const qk_vector d[4], qk_vector t[4]) {
    t[0] = qk_subtract(d[0], d[2]);
    t[1] = qk_add(d[1], d[2]);
    t[2] = qk_subtract(d[2], d[1]);
    t[3] = qk_subtract(d[1], d[3]);
}

/// A' * m for a column or m * A for a row.
QK_VECTOR_INLINE void qk_transform_back(const qk_vector m[4], qk_vector y[2]) {
    y[0] = qk_add(qk_add(m[0], m[1]), m[2]);
    y[1] = qk_subtract(qk_subtract(m[1], m[2]), m[3]);
}

/// Transforms some channels of a square; `is_edge` tells that some of its pixels are outside of the image.
QK_VECTOR_INLINE void qk_transform_square(
    const qk_f32_winograd *p, qk_square square, size_t channel, qk_lanes lanes, float *target, size_t place_stride,
    const int is_edge
) {
    size_t height = p->window.input_height;
    size_t width = p->window.input_width;
    qk_vector down[4][4];
    QK_UNROLL for (size_t j = 0; j < 4; j++) {
        qk_vector column[4];
        // Outside of the image to the left and above, these are large numbers.
        size_t x = (size_t)(square.x + (ptrdiff_t)j);
        QK_UNROLL for (size_t i = 0; i < 4; i++) {
            size_t y = (size_t)(square.y + (ptrdiff_t)i);
            int is_outside = is_edge && (y >= height || x >= width);
            column[i] = is_outside ? qk_zero() : qk_load(p->input + (y * width + x) * p->channels + channel, lanes);
        }
        qk_vector transformed[4];
        qk_transform_four(column, transformed);
        QK_UNROLL for (size_t i = 0; i < 4; i++) down[i][j] = transformed[i];
    }
    QK_UNROLL for (size_t i = 0; i < 4; i++) {
        qk_vector along[4];
        qk_transform_four(down[i], along);
        QK_UNROLL for (size_t j = 0; j < 4; j++) qk_store(target + (4 * i + j) * place_stride, lanes, along[j]);
    }
}

QK_VECTOR static void qk_transform_squares(
    const qk_f32_winograd *p, qk_range tiles, float *transformed, size_t place_stride
) {
    for (size_t tile = tiles.begin; tile < tiles.end; tile++) {
        qk_square square = qk_square_of(&p->window, tile);
        int is_edge = square.y < 0 || square.x < 0 || square.y + 4 > (ptrdiff_t)p->window.input_height
            || square.x + 4 > (ptrdiff_t)p->window.input_width;
        float *target = transformed + (tile - tiles.begin) * p->channels;
        for (size_t channel = 0; channel < p->channels; channel += QK_VECTOR_ELEMENTS) {
            qk_lanes lanes = qk_lanes_of(p->channels - channel);
            if (is_edge) {
                qk_transform_square(p, square, channel, lanes, target + channel, place_stride, 1);
            } else {
                qk_transform_square(p, square, channel, lanes, target + channel, place_stride, 0);
            }
        }
    }
}

/// Transforms the sums of tiles back, and adds bias and residual.
QK_VECTOR static void qk_transform_products(
    const qk_f32_winograd *p, qk_range tiles, const float *products, size_t place_stride
) {
    size_t across = qk_winograd_tiles_across(&p->window);
    size_t width = p->window.output_width;
    int is_identity = p->activation.function == QK_FUNCTION_IDENTITY;
    for (size_t tile = tiles.begin; tile < tiles.end; tile++) {
        size_t y = tile / across * 2;
        size_t x = tile % across * 2;
        size_t rows = qk_smaller(2, p->window.output_height - y);
        size_t columns = qk_smaller(2, width - x);
        const float *source = products + (tile - tiles.begin) * p->columns;
        for (size_t column = 0; column < p->columns; column += QK_VECTOR_ELEMENTS) {
            qk_lanes lanes = qk_lanes_of(p->columns - column);
            qk_vector down[2][4];
            QK_UNROLL for (size_t j = 0; j < 4; j++) {
                qk_vector m[4];
                QK_UNROLL for (size_t i = 0; i < 4; i++) m[i] = qk_load(source + (4 * i + j) * place_stride + column, lanes);
                qk_vector back[2];
                qk_transform_back(m, back);
                QK_UNROLL for (size_t i = 0; i < 2; i++) down[i][j] = back[i];
            }
            qk_vector bias = p->bias == NULL ? qk_zero() : qk_load(p->bias + column, lanes);
            QK_UNROLL for (size_t i = 0; i < 2; i++) {
                if (i >= rows) continue;
                qk_vector along[2];
                qk_transform_back(down[i], along);
                QK_UNROLL for (size_t j = 0; j < 2; j++) {
                    if (j >= columns) continue;
                    size_t element = ((y + i) * width + x + j) * p->columns + column;
                    qk_vector sum = qk_add(along[j], bias);
                    if (p->residual != NULL) sum = qk_add(sum, qk_load(p->residual + element, lanes));
                    if (is_identity) sum = qk_clamp(p->activation, sum);
                    qk_store(p->output + element, lanes, sum);
                }
            }
        }
        if (is_identity) continue;
        for (size_t i = 0; i < rows; i++) {
            float *row = p->output + ((y + i) * width + x) * p->columns;
            qk_activate_stored(p->activation, row, 0, 1, columns * p->columns);
        }
    }
}

#endif
