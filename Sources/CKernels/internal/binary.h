/// Functions of two numbers, as the scalar kernels compute them.

#ifndef QK_INTERNAL_BINARY_H
#define QK_INTERNAL_BINARY_H

#include "scalar_math.h"
#include "strided.h"

static inline float qk_combine(qk_binary_function function, float a, float b) {
    switch (function) {
    case QK_BINARY_ADD: return a + b;
    case QK_BINARY_SUB: return a - b;
    case QK_BINARY_MUL: return a * b;
    case QK_BINARY_DIV: return a / b;
    case QK_BINARY_MAXIMUM: return a != a || a > b ? a : b;
    case QK_BINARY_MINIMUM: return a != a || a < b ? a : b;
    case QK_BINARY_POW: return powf(a, b);
    case QK_BINARY_SQUARED_DIFFERENCE: return (a - b) * (a - b);
    case QK_BINARY_PRELU: return a < 0 ? a * b : a;
    }
}

#endif
