"""Operators that move elements: concatenations, slices, paddings, reshapes, transposes and resized images."""

import numpy as np

from .model import Model, Quantization, options


def concatenation(has_same_scales):
    def build(draw):
        rank = draw.integer(1, 5)
        shape, axis = draw.shape(rank, 5), draw.integer(0, rank - 1)
        quantization = draw.quantization()
        named = axis - rank if draw.chance(0.3) else axis
        model = Model("CONCATENATION", 2, **options("ConcatenationOptions", axis=named))
        total, real = 0, []
        for position in range(draw.integer(2, 5)):
            part = list(shape)
            part[axis] = draw.integer(1, 9)
            total += part[axis]
            own = quantization if has_same_scales else draw.quantization(low=1 / 100, high=1 / 20)
            array = draw.integers(part)
            real.append(own.real(array))
            (model.constant if position == 1 and draw.chance(0.2) else model.input)(array, own)
        output = quantization if has_same_scales else draw.covering(np.concatenate(real, axis))
        return model.output((*shape[:axis], total, *shape[axis + 1:]), output)

    return build


def split(draw):
    rank = draw.integer(1, 4)
    shape, axis, count = list(draw.shape(rank, 5)), draw.integer(0, rank - 1), draw.integer(1, 4)
    part = list(shape)
    shape[axis] *= count
    quantization = draw.quantization()
    model = Model("SPLIT", 2, **options("SplitOptions", numSplits=count))
    model.constant(np.int32(axis - rank if draw.chance(0.3) else axis)).input(draw.integers(shape), quantization)
    for _ in range(count):
        model.output(part, quantization)
    return model


def pack(draw):
    rank, count = draw.integer(1, 4), draw.integer(1, 4)
    shape, axis = draw.shape(rank, 5), draw.integer(0, rank)
    quantization = draw.quantization()
    named = axis - rank - 1 if draw.chance(0.3) else axis
    model = Model("PACK", 2, **options("PackOptions", valuesCount=count, axis=named))
    for _ in range(count):
        model.input(draw.integers(shape), quantization)
    return model.output((*shape[:axis], count, *shape[axis:]), quantization)


def pad(name):
    def build(draw):
        rank = draw.integer(1, 5)
        shape = draw.shape(rank, 5)
        amounts = draw.rng.integers(0, 4, (rank, 2)).astype(np.int32)
        quantization = draw.quantization()
        model = Model(name, 2, **options(f"{'PadV2' if name == 'PADV2' else 'Pad'}Options"))
        model.input(draw.integers(shape), quantization).constant(amounts)
        if name == "PADV2":
            model.constant(np.array([draw.integer(-128, 127)], np.int8), quantization)
        return model.output(shape + amounts.sum(1), quantization)

    return build


def slice_(draw):
    rank = draw.integer(1, 5)
    shape = [draw.integer(2, 9) for _ in range(rank)]
    begin = np.int32([draw.integer(0, size // 2) for size in shape])
    counts = np.int32([draw.integer((size - first + 1) // 2, size - first) for size, first in zip(shape, begin)])
    sizes = np.where(draw.rng.random(rank) < 0.3, -1, counts).astype(np.int32)
    quantization = draw.quantization()
    result = np.where(sizes < 0, shape - begin, sizes)
    return Model("SLICE", 2, **options("SliceOptions")).input(draw.integers(shape), quantization).constant(
        begin).constant(sizes).output(result, quantization)


def strided_slice(draw):
    rank = draw.integer(1, 4)
    shape = [draw.integer(2, 14) for _ in range(rank)]
    begin, end, strides, ranges = [], [], [], []
    begin_mask = end_mask = shrink_mask = 0
    for axis, size in enumerate(shape):
        first, stride = draw.integer(0, size // 3), draw.one_of([1, 1, 1, 2, 3])
        last = draw.integer(max(first + 1, size // 2), size)
        if draw.chance(0.1) and axis < rank - 1:
            shrink_mask |= 1 << axis
            last, stride = first + 1, 1
            ranges.append(first)
        else:
            if draw.chance(0.3):
                begin_mask |= 1 << axis
            if draw.chance(0.3):
                end_mask |= 1 << axis
            ranges.append(slice(
                None if begin_mask >> axis & 1 else first, None if end_mask >> axis & 1 else last, stride))
        begin.append(first - size if draw.chance(0.2) else first)
        end.append(last - size if last < size and draw.chance(0.2) else last)
        strides.append(stride)
    x, quantization = draw.integers(shape), draw.quantization()
    model = Model(
        "STRIDED_SLICE", 2,
        **options("StridedSliceOptions", beginMask=begin_mask, endMask=end_mask, shrinkAxisMask=shrink_mask))
    model.input(x, quantization)
    for numbers in (begin, end, strides):
        model.constant(np.int32(numbers))
    return model.output(x[tuple(ranges)].shape, quantization)


def reshape(draw):
    shape = draw.shape(draw.integer(1, 5), 5)
    sizes = list(shape)
    draw.rng.shuffle(sizes)
    if len(sizes) > 1 and draw.chance(0.5):
        sizes = [sizes[0] * sizes[1], *sizes[2:]]
    quantization = draw.quantization()
    return Model("RESHAPE", 1, **options("ReshapeOptions", newShape=sizes)).input(
        draw.integers(shape), quantization).constant(np.int32(sizes)).output(sizes, quantization)


def squeeze(draw):
    shape = tuple(1 if draw.chance(0.5) else draw.integer(2, 6) for _ in range(draw.integer(2, 5)))
    axes = [axis for axis, size in enumerate(shape) if size == 1 and draw.chance(0.7)]
    dropped = axes or [axis for axis, size in enumerate(shape) if size == 1]
    quantization = draw.quantization()
    return Model("SQUEEZE", 2, **options("SqueezeOptions", squeezeDims=axes)).input(
        draw.integers(shape), quantization).output(
            [size for axis, size in enumerate(shape) if axis not in dropped], quantization)


def expand_dims(draw):
    shape = draw.shape(draw.integer(1, 4), 6)
    axis = draw.integer(0, len(shape))
    quantization = draw.quantization()
    return Model("EXPAND_DIMS", 1, **options("ExpandDimsOptions")).input(draw.integers(shape), quantization).constant(
        np.int32(axis)).output((*shape[:axis], 1, *shape[axis:]), quantization)


def transpose(draw):
    rank = draw.integer(1, 6)
    shape, permutation = draw.shape(rank, 5), draw.rng.permutation(rank).astype(np.int32)
    quantization = draw.quantization()
    return Model("TRANSPOSE", 4, **options("TransposeOptions")).input(draw.integers(shape), quantization).constant(
        permutation).output([shape[axis] for axis in permutation], quantization)


def resize(name):
    table = "ResizeBilinearOptions" if name == "RESIZE_BILINEAR" else "ResizeNearestNeighborOptions"

    def build(draw):
        shape = draw.integer(1, 2), *draw.shape(2, 7), draw.integer(1, 20)
        size = [draw.one_of([extent, 2 * extent, draw.integer(1, 12)]) for extent in shape[1:3]]
        mode = draw.one_of([{}, {"alignCorners": True}, {"halfPixelCenters": True}])
        quantization = draw.quantization()
        return Model(name, 3, **options(table, **mode)).input(draw.integers(shape), quantization).constant(
            np.int32(size)).output((shape[0], *size, shape[3]), quantization)

    return build
