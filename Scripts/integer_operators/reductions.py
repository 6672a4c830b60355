"""Pools, reductions along axes, softmax and its logarithm."""

import numpy as np

from .convolutions import SAME, VALID, window_size
from .model import Model, Quantization, options

REDUCTIONS = {"MEAN": np.mean, "SUM": np.sum, "REDUCE_MAX": np.max, "REDUCE_MIN": np.min, "REDUCE_PROD": np.prod}


def pool(name):
    def build(draw):
        window = draw.integer(1, 4), draw.integer(1, 4)
        strides = draw.integer(1, 3), draw.integer(1, 3)
        padding = draw.one_of([SAME, VALID])
        size = [w + draw.integer(0, 6) for w in window]
        if draw.chance(0.2):
            window, padding = tuple(size), VALID
        x = draw.integers((draw.integer(1, 2), *size, draw.integer(1, 24)))
        quantization = draw.quantization()
        model = Model(
            name, 2,
            **options("Pool2DOptions", padding=padding, strideH=strides[0], strideW=strides[1],
                      filterHeight=window[0], filterWidth=window[1], fusedActivationFunction=draw.activation()))
        sizes = [window_size(*axis, 1, padding) for axis in zip(size, window, strides)]
        return model.input(x, quantization).output((x.shape[0], *sizes, x.shape[3]), quantization)

    return build


def reduction(name):
    function = REDUCTIONS[name]

    def build(draw):
        rank = draw.integer(1, 4)
        shape = draw.shape(rank, 14 if rank < 4 else 8)
        axes = tuple(sorted(draw.rng.choice(rank, draw.integer(1, max(1, rank - 1)), replace=False).tolist()))
        if draw.chance(0.5):
            shape, axes = (draw.integer(1, 3), *draw.shape(2, 6), draw.integer(1, 99)), (1, 2)
        keeps = draw.chance(0.5)
        x, quantization = draw.integers(shape), draw.quantization()
        result = function(quantization.real(x), axis=axes, keepdims=keeps)
        if name == "REDUCE_PROD":
            result = np.clip(result, -1e9, 1e9)
        same = name in ("REDUCE_MAX", "REDUCE_MIN") or (name == "MEAN" and draw.chance(0.3))
        output = quantization if same else draw.covering(result)
        named = [axis - len(shape) if draw.chance(0.2) else axis for axis in axes]
        return Model(name, 2, **options("ReducerOptions", keepDims=keeps)).input(x, quantization).constant(
            np.int32(named)).output(result.shape, output)

    return build


def softmax(draw):
    x = draw.integers((*draw.shape(draw.integer(0, 3), 4), draw.one_of([1, 2, 8, 10, 50, 200])))
    beta = draw.one_of([1.0, 1.0, 1.0, 0.5, 2.0])
    return Model("SOFTMAX", 2, **options("SoftmaxOptions", beta=beta)).input(
        x, draw.quantization(low=1 / 100, high=1 / 4)).output(x.shape, Quantization.of(1 / 256, -128))


def log_softmax(draw):
    x = draw.integers((*draw.shape(draw.integer(0, 3), 4), draw.one_of([1, 2, 8, 10, 50, 200])))
    return Model("LOG_SOFTMAX", 2, **options("LogSoftmaxOptions")).input(
        x, draw.quantization(low=1 / 100, high=1 / 4)).output(x.shape, Quantization.of(16 / 256, 127))
