"""CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED with per-channel or per-tensor weights: of int8 with int32 biases, and
hybrid ones of float32."""

import numpy as np

from .model import Model, Quantization, options

SAME, VALID = 0, 1


def window_size(size, window, stride, dilation, padding):
    """Positions of the output along one axis."""
    extent = (window - 1) * dilation + 1
    return -(-size // stride) if padding == SAME else (size - extent) // stride + 1


def weight_scales(draw, channels, axis, can_share=True):
    """One scale for each channel, or at times for all, which LiteRT misreads in a hybrid DEPTHWISE_CONV_2D."""
    scale = draw.scale(1 / 2000, 1 / 50)
    if draw.chance(0.25) and can_share:
        return Quantization.of(scale)
    scales = np.float32(scale * np.exp(draw.rng.uniform(-1.5, 1.5, channels)))
    return Quantization(tuple(map(float, scales)), (0,) * channels, axis)


def finish_integer(draw, model, x, weights, weight_quantization, products, channels, shape, has_bias=True):
    """Adds the input, the weights, the bias, and an output whose scale fits sums of `products` terms.

    LiteRT refuses integer convolutions without a bias, or crashes.
    """
    quantization = draw.quantization()
    model.input(x, quantization).constant(weights, weight_quantization)
    scales = np.broadcast_to(np.float32(weight_quantization.scales), channels)
    spread = np.float64(x).std() + 1
    deviation = np.sqrt(products) * spread * (np.float64(weights).std() + 1)
    if has_bias:
        bias = np.round(draw.rng.normal(0, deviation, channels)).astype(np.int32)
        bias_scales = tuple(
            float(np.float32(quantization.scale) * scale) for scale in scales[:len(weight_quantization.scales)])
        model.constant(bias, Quantization(bias_scales, (0,) * len(bias_scales)))
    real = deviation * quantization.scale * float(scales.mean())
    output = Quantization.of(real * draw.rng.uniform(2, 8) / 255, draw.quantization().zero_point)
    return model.output(shape, output)


def finish_hybrid(draw, model, x, weights, weight_quantization, products, channels, shape, has_bias=True):
    """Adds a float32 input, the weights, and a float32 bias and output."""
    model.input(x).constant(weights, weight_quantization)
    if has_bias:
        model.constant(np.float32(draw.rng.normal(0, 1, channels)))
    return model.output(shape, None, "float32")


FINISH = {"int8": finish_integer, "float32": finish_hybrid}


def conv2d(dtype):
    def build(draw):
        groups = draw.one_of([1, 1, 1, 1, 2, 3])
        window = draw.integer(1, 4), draw.integer(1, 4)
        strides, dilations = (draw.integer(1, 3), draw.integer(1, 3)), (1, 1)
        if draw.chance(0.3):
            strides, dilations = (1, 1), (draw.integer(1, 3), draw.integer(1, 3))
        if draw.chance(0.3):
            window, strides, dilations = (1, 1), (1, 1), (1, 1)
        padding = draw.one_of([SAME, VALID])
        size = [(w - 1) * d + draw.integer(1, 7) for w, d in zip(window, dilations)]
        group_inputs, group_outputs = draw.integer(1, 24 // groups), draw.integer(1, 24 // groups)
        inputs, outputs = group_inputs * groups, group_outputs * groups
        model = Model(
            "CONV_2D", 6 if groups > 1 else 3 if dtype == "int8" else 5,
            **options("Conv2DOptions", padding=padding, strideH=strides[0], strideW=strides[1],
                      dilationHFactor=dilations[0], dilationWFactor=dilations[1],
                      fusedActivationFunction=draw.activation()))
        batch = draw.integer(1, 2)
        x, weights = draw.numbers((batch, *size, inputs), dtype), draw.weights((outputs, *window, group_inputs))
        sizes = [window_size(*axis, padding) for axis in zip(size, window, strides, dilations)]
        return FINISH[dtype](
            draw, model, x, weights, weight_scales(draw, outputs, 0), np.prod(window) * group_inputs, outputs,
            (batch, *sizes, outputs))

    return build


def depthwise(dtype):
    def build(draw):
        multiplier = draw.one_of([1, 1, 1, 2, 3])
        window = draw.integer(1, 5), draw.integer(1, 5)
        if draw.chance(0.4):
            window = draw.one_of([(3, 3), (5, 5)])
        strides, dilations = draw.one_of([(1, 1), (2, 2), (1, 2)]), (1, 1)
        if draw.chance(0.25):
            strides, dilations = (1, 1), (draw.integer(1, 2), draw.integer(1, 3))
        padding = draw.one_of([SAME, VALID])
        size = [(w - 1) * d + draw.integer(1, 7) for w, d in zip(window, dilations)]
        inputs = draw.integer(1, 40)
        outputs = inputs * multiplier
        model = Model(
            "DEPTHWISE_CONV_2D", 3 if dtype == "int8" else 6,
            **options("DepthwiseConv2DOptions", padding=padding, strideH=strides[0], strideW=strides[1],
                      depthMultiplier=multiplier, dilationHFactor=dilations[0], dilationWFactor=dilations[1],
                      fusedActivationFunction=draw.activation()))
        batch = draw.integer(1, 2)
        x, weights = draw.numbers((batch, *size, inputs), dtype), draw.weights((1, *window, outputs))
        sizes = [window_size(*axis, padding) for axis in zip(size, window, strides, dilations)]
        return FINISH[dtype](
            draw, model, x, weights, weight_scales(draw, outputs, 3, dtype == "int8"), np.prod(window), outputs,
            (batch, *sizes, outputs))

    return build


def fully_connected(dtype):
    def build(draw):
        depth, outputs = draw.integer(1, 70), draw.integer(1, 50)
        leading = draw.shape(draw.integer(1, 3), 5)
        keeps = draw.chance(0.5)
        model = Model(
            "FULLY_CONNECTED", 12 if dtype == "float32" else 5 if keeps else 4,
            **options("FullyConnectedOptions", fusedActivationFunction=draw.activation(), keepNumDims=keeps,
                      asymmetricQuantizeInputs=dtype == "float32" and draw.chance(0.7)))
        shape = (*leading, outputs) if keeps else (int(np.prod(leading)), outputs)
        return FINISH[dtype](
            draw, model, draw.numbers((*leading, depth), dtype), draw.weights((outputs, depth)),
            weight_scales(draw, outputs, 0), depth, outputs, shape, has_bias=draw.chance(0.8))

    return build
