"""Every operator that has to do with integers, or a form of it, with the function that draws a random model of it."""

import zlib

from . import conversions, convolutions, elementwise, movement, reductions
from .draw import Draw

OPERATORS = {
    "CONV_2D": convolutions.conv2d("int8"),
    "DEPTHWISE_CONV_2D": convolutions.depthwise("int8"),
    "FULLY_CONNECTED": convolutions.fully_connected("int8"),
    "CONV_2D_HYBRID": convolutions.conv2d("float32"),
    "DEPTHWISE_CONV_2D_HYBRID": convolutions.depthwise("float32"),
    "FULLY_CONNECTED_HYBRID": convolutions.fully_connected("float32"),
    "AVERAGE_POOL_2D": reductions.pool("AVERAGE_POOL_2D"),
    "MAX_POOL_2D": reductions.pool("MAX_POOL_2D"),
    **{name: elementwise.unary(name) for name in elementwise.UNARY},
    **{name: elementwise.binary(name) for name in elementwise.BINARY},
    "ADD_RANK_6": elementwise.binary("ADD", 6),
    "MUL_RANK_6": elementwise.binary("MUL", 6),
    "PRELU": elementwise.prelu,
    "SOFTMAX": reductions.softmax,
    "LOG_SOFTMAX": reductions.log_softmax,
    "CONCATENATION": movement.concatenation(True),
    "SPLIT": movement.split,
    "PACK": movement.pack,
    "PAD": movement.pad("PAD"),
    "PADV2": movement.pad("PADV2"),
    "SLICE": movement.slice_,
    "STRIDED_SLICE": movement.strided_slice,
    "RESHAPE": movement.reshape,
    "SQUEEZE": movement.squeeze,
    "EXPAND_DIMS": movement.expand_dims,
    "TRANSPOSE": movement.transpose,
    **{name: reductions.reduction(name) for name in reductions.REDUCTIONS},
    "RESIZE_BILINEAR": movement.resize("RESIZE_BILINEAR"),
    "RESIZE_NEAREST_NEIGHBOR": movement.resize("RESIZE_NEAREST_NEIGHBOR"),
    "CAST_INT8_FLOAT32": conversions.cast("int8", "float32"),
    "CAST_FLOAT32_INT8": conversions.cast("float32", "int8"),
    "QUANTIZE_FLOAT32_INT8": conversions.quantize("float32", "int8"),
    "QUANTIZE_FLOAT32_UINT8": conversions.quantize("float32", "uint8"),
    "QUANTIZE_INT8_INT8": conversions.quantize("int8", "int8"),
    "QUANTIZE_UINT8_INT8": conversions.quantize("uint8", "int8"),
    "QUANTIZE_INT8_UINT8": conversions.quantize("int8", "uint8"),
    "DEQUANTIZE_INT8": conversions.dequantize("int8"),
    "DEQUANTIZE_UINT8": conversions.dequantize("uint8"),
}


# LiteRT has no kernels on int8 for these.
REFUSED = ["SQUARE", "SIN", "COS", "FLOOR", "CEIL", "ROUND", "SIGN", "POW"]


def models(name, count, seed=0):
    """`count` random models of the operator; each depends on nothing but the name, its number and the seed."""
    for number in range(count):
        yield OPERATORS[name](Draw([zlib.crc32(name.encode()), seed, number]))
