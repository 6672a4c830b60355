"""Operators on single elements: of one input, of two that broadcast, and PRELU."""

import math

import numpy as np

from .model import Model, Quantization, options

UNARY = {
    "RELU": (2, lambda x: np.maximum(x, 0)),
    "RELU6": (2, lambda x: np.clip(x, 0, 6)),
    "RELU_N1_TO_1": (1, lambda x: np.clip(x, -1, 1)),
    "RELU_0_TO_1": (1, lambda x: np.clip(x, 0, 1)),
    "ELU": (1, lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)))),
    "GELU": (2, lambda x: x * (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2),
    "LEAKY_RELU": (2, lambda x: np.maximum(x, 0.3 * x)),
    "HARD_SWISH": (1, lambda x: x * np.clip(x + 3, 0, 6) / 6),
    "LOGISTIC": (2, lambda x: 1 / (1 + np.exp(-x))),
    "TANH": (2, np.tanh),
    "EXP": (2, lambda x: np.exp(np.minimum(x, 6))),
    "LOG": (2, lambda x: np.log(np.maximum(x, 1e-3))),
    "SQRT": (1, lambda x: np.sqrt(np.maximum(x, 0))),
    "RSQRT": (2, lambda x: 1 / np.sqrt(np.maximum(x, 1e-2))),
    "SQUARE": (1, np.square),
    "ABS": (2, np.abs),
    "NEG": (1, np.negative),
    "SIN": (1, np.sin),
    "COS": (1, np.cos),
    "FLOOR": (1, np.floor),
    "CEIL": (1, np.ceil),
    "ROUND": (1, np.round),
    "SIGN": (1, np.sign),
}
FIXED_OUTPUTS = {"LOGISTIC": Quantization.of(1 / 256, -128), "TANH": Quantization.of(1 / 128, 0)}
# What these make of numbers that are not positive is an error in LiteRT.
POSITIVE = {"LOG", "SQRT", "RSQRT"}

BINARY = {
    "ADD": (2, np.add, "AddOptions"),
    "SUB": (2, np.subtract, "SubOptions"),
    "MUL": (2, np.multiply, "MulOptions"),
    "DIV": (1, lambda a, b: a / np.where(np.abs(b) < 0.1, 1, b), "DivOptions"),
    "MAXIMUM": (2, np.maximum, "MaximumMinimumOptions"),
    "MINIMUM": (2, np.minimum, "MaximumMinimumOptions"),
    "POW": (1, lambda a, b: np.abs(a) ** np.clip(b, -2, 2), "PowOptions"),
    "SQUARED_DIFFERENCE": (2, lambda a, b: (a - b) ** 2, "SquaredDifferenceOptions"),
}


def unary(name):
    version, function = UNARY[name]

    def build(draw):
        given = {}
        if name == "LEAKY_RELU":
            given = options("LeakyReluOptions", alpha=float(np.float32(draw.one_of([0.3, 0.01, 0.2, 1.5, -0.4, 0.0]))))
        elif name == "GELU":
            given = options("GeluOptions", approximate=draw.chance(0.5))
        quantization = draw.quantization()
        if name in POSITIVE:
            quantization = Quantization.of(quantization.scale, -128)
        x = draw.integers(draw.shape(draw.integer(1, 5), 5))
        if draw.chance(0.08):
            x = draw.integers((1, 9, 11, 17))
        if name in POSITIVE:
            x = np.maximum(x, -127)
        elif draw.chance(0.4):
            x = draw.rng.permutation(np.arange(-128, 128, dtype=np.int8)).reshape(2, 8, 16)
        output = FIXED_OUTPUTS.get(name) or draw.covering(function(quantization.real(x)))
        return Model(name, version, **given).input(x, quantization).output(x.shape, output)

    return build


def broadcast_shapes(draw, largest_rank):
    """Shapes that broadcast: equal, a scalar, a vector of channels, a gate of an image, or any axes of size 1."""
    shape = (1, 9, 11, 17) if draw.chance(0.08) else draw.shape(draw.integer(1, largest_rank), 6)
    form = draw.one_of(["equal", "equal", "scalar", "channels", "gate", "ones", "both"])
    other = shape
    if form == "scalar":
        other = draw.one_of([(), (1,), (1,) * len(shape)])
    elif form == "channels":
        other = shape[-1:]
    elif form == "gate":
        shape = draw.shape(4, 6)
        other = (shape[0], 1, 1, shape[3])
    elif form == "ones":
        other = tuple(1 if draw.chance(0.5) else size for size in shape)
    elif form == "both":
        other = tuple(1 if draw.chance(0.4) else size for size in shape)
        shape = tuple(1 if draw.chance(0.4) else size for size in shape)
    return (shape, other) if draw.chance(0.6) else (other, shape)


def binary(name, largest_rank=4):
    version, function, table = BINARY[name]

    def build(draw):
        given = {}
        if name in ("ADD", "SUB", "MUL", "DIV"):
            given["fusedActivationFunction"] = draw.activation()
        model = Model(name, version, **options(table, **given))
        shapes = broadcast_shapes(draw, largest_rank)
        quantizations = [draw.quantization() for _ in shapes]
        if name in ("MAXIMUM", "MINIMUM"):
            quantizations[1] = quantizations[0]
        arrays = [draw.integers(shape) for shape in shapes]
        constant = draw.one_of([None, None, 0, 1])
        for position, (array, quantization) in enumerate(zip(arrays, quantizations)):
            (model.constant if position == constant else model.input)(array, quantization)
        result = function(*(q.real(a) for q, a in zip(quantizations, arrays)))
        output = quantizations[0] if name in ("MAXIMUM", "MINIMUM") else draw.covering(result)
        return model.output(np.shape(result), output)

    return build


def prelu(draw):
    shape = draw.shape(draw.integer(2, 4), 6)
    alphas = draw.one_of([shape[-1:], (1,) * (len(shape) - 2) + shape[-1:], shape[1:], (1,)])
    x, alpha = draw.integers(shape), draw.integers(alphas)
    quantizations = draw.quantization(), draw.quantization(low=1 / 1000, high=1 / 100)
    real = quantizations[0].real(x)
    result = np.where(real >= 0, real, real * quantizations[1].real(alpha))
    return Model("PRELU").input(x, quantizations[0]).constant(alpha, quantizations[1]).output(
        shape, draw.covering(result))
