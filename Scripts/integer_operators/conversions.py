"""QUANTIZE, DEQUANTIZE and CAST."""

import numpy as np

from .model import TYPES, Model, options


def quantize(source, target):
    """From float32, or from integers of another scale."""

    def build(draw):
        shape = draw.shape(draw.integer(1, 4), 7)
        model = Model("QUANTIZE", 1 if source == "float32" else 2, **options("QuantizeOptions"))
        if source == "float32":
            output = draw.quantization(target)
            x = np.float32(draw.rng.normal(0, 80 * output.scale, shape))
            # Ties, and numbers far beyond the ends.
            x.flat[::5] = np.float32(output.scale) * (np.float32(draw.integers(x.flat[::5].shape)) + np.float32(0.5))
            x.flat[::17] *= 1000
            return model.input(x, None).output(shape, output, target)
        x, quantization = draw.integers(shape, source), draw.quantization(source)
        return model.input(x, quantization).output(shape, draw.covering(quantization.real(x), target), target)

    return build


def dequantize(source):
    def build(draw):
        shape = draw.shape(draw.integer(1, 4), 7)
        return Model("DEQUANTIZE", 2, **options("DequantizeOptions")).input(
            draw.integers(shape, source), draw.quantization(source)).output(shape, None, "float32")

    return build


def cast(source, target):
    """CAST takes integers as they are, whatever they stand for."""

    def build(draw):
        shape = draw.shape(draw.integer(1, 4), 6)
        x = draw.integers(shape) if source == "int8" else np.asarray(draw.rng.uniform(-128, 127, shape), source)
        return Model("CAST", 3, **options(
            "CastOptions", inDataType=TYPES[source], outDataType=TYPES[target])).input(x).output(shape, None, target)

    return build
