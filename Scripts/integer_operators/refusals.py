"""Models that LiteRT refuses to load, by what is wrong with them; the engine has to refuse them, too."""

import numpy as np

from .draw import Draw
from .model import Model, Quantization, options
from .movement import concatenation
from .operators import REFUSED, models

X = Quantization.of(0.05, 3)
OTHER = Quantization.of(0.04, -7)


def one_input(
        name, version, output, table=None, constants=(), quantization=X, shape=(1, 4, 6, 8), result=None, **given):
    model = Model(name, version, **(options(table, **given) if table else {}))
    model.input(Draw(1).integers(shape), quantization)
    for array, own in constants:
        model.constant(array, own)
    return model.output(result or shape, output)


def convolution(weight_zero_point=0, has_bias=True, output_scale=0.05):
    model = Model("CONV_2D", 3, **options("Conv2DOptions", strideH=1, strideW=1, dilationHFactor=1, dilationWFactor=1))
    model.input(Draw(1).integers((1, 4, 6, 8)), X)
    model.constant(Draw(2).weights((5, 3, 3, 8)), Quantization((0.01,) * 5, (weight_zero_point,) * 5))
    if has_bias:
        model.constant(np.arange(5, dtype=np.int32) * 100, Quantization((0.01 * X.scale,) * 5, (0,) * 5))
    return model.output((1, 4, 6, 5), Quantization.of(output_scale, 1))


def dense(output_scale):
    model = Model("FULLY_CONNECTED", 4, **options("FullyConnectedOptions"))
    model.input(Draw(1).integers((3, 8)), X).constant(
        Draw(2).weights((5, 8)), Quantization.of(0.01))
    return model.output((3, 5), Quantization.of(output_scale, 1))


POOL = {"padding": 1, "strideH": 2, "strideW": 2, "filterHeight": 2, "filterWidth": 2}

REFUSALS = {
    **{f"{name} of integers": lambda name=name: next(models(name, 1))
       for name in REFUSED},
    "CONV_2D without a bias": lambda: convolution(has_bias=False),
    "CONV_2D with a zero point of weights": lambda: convolution(weight_zero_point=3),
    "CONV_2D with a tiny output scale": lambda: convolution(output_scale=1e-7),
    "FULLY_CONNECTED with a tiny output scale": lambda: dense(output_scale=1e-7),
    "SOFTMAX with another output scale": lambda: one_input(
        "SOFTMAX", 2, Quantization.of(1 / 128, -128), "SoftmaxOptions", beta=1.0),
    "LOG_SOFTMAX with another output scale": lambda: one_input(
        "LOG_SOFTMAX", 2, Quantization.of(1 / 16, 0), "LogSoftmaxOptions"),
    "MAX_POOL_2D with another output scale": lambda: one_input(
        "MAX_POOL_2D", 2, OTHER, "Pool2DOptions", result=(1, 2, 3, 8), **POOL),
    "PAD with another output scale": lambda: one_input(
        "PAD", 2, OTHER, "PadOptions", [(np.int32([[0, 0], [1, 1], [1, 1], [0, 0]]), None)], result=(1, 6, 8, 8)),
    "TRANSPOSE with another output scale": lambda: one_input(
        "TRANSPOSE", 4, OTHER, "TransposeOptions", [(np.int32([0, 2, 1, 3]), None)], result=(1, 6, 4, 8)),
    "SLICE with another output scale": lambda: one_input(
        "SLICE", 2, OTHER, "SliceOptions", [(np.int32([0, 1, 1, 0]), None), (np.int32([1, 2, 2, 8]), None)],
        result=(1, 2, 2, 8)),
    "RESIZE_BILINEAR with another output scale": lambda: one_input(
        "RESIZE_BILINEAR", 3, OTHER, "ResizeBilinearOptions", [(np.int32([8, 12]), None)], result=(1, 8, 12, 8)),
    "CONCATENATION of different scales": lambda: concatenation(False)(Draw(1)),
}
