"""Pooling, padding, resizing, reshaping, merging and preprocessing layers."""

import numpy as np

from .case import BOTH, TF_KERAS, Case, chain

IMAGE = (7, 9, 4)
LINE = (11, 4)


def merge(name, make, shapes=((4, 5, 3),) * 2, savers=(TF_KERAS,)):
    def build(keras):
        inputs = [keras.Input(shape, name=f"x{index}") for index, shape in enumerate(shapes)]
        return keras.Model(inputs, make(keras.layers)(inputs))

    return Case(name, build, savers)


def pixels(rng, model_inputs):
    return {
        name: rng.integers(0, 256, size=shape).astype(np.float32) for name, shape in model_inputs.items()
    }


CASES = [
    chain("max_pool_valid", IMAGE, lambda L: [L.MaxPooling2D()], BOTH),
    chain("max_pool_same", IMAGE, lambda L: [L.MaxPooling2D(3, 2, padding="same")]),
    chain("max_pool_2x3_stride_1x2", IMAGE, lambda L: [L.MaxPooling2D((2, 3), strides=(1, 2))]),
    chain("max_pool_same_negative", IMAGE, lambda L: [L.ReLU(), L.Rescaling(-1.0), L.MaxPooling2D(3, 1, "same")]),
    chain("average_pool_valid", IMAGE, lambda L: [L.AveragePooling2D(3, 2)], BOTH),
    chain("average_pool_same", IMAGE, lambda L: [L.AveragePooling2D(3, 2, padding="same")]),
    chain("average_pool_same_stride1", IMAGE, lambda L: [L.AveragePooling2D((2, 3), 1, padding="same")]),
    chain("max_pool1d", LINE, lambda L: [L.MaxPooling1D(3, 2, padding="same")]),
    chain("average_pool1d", LINE, lambda L: [L.AveragePooling1D(2)], BOTH),
    chain("average_pool1d_same", LINE, lambda L: [L.AveragePooling1D(3, 2, padding="same")]),
    chain("global_average_pool", IMAGE, lambda L: [L.GlobalAveragePooling2D()]),
    chain("global_average_pool_keepdims", IMAGE, lambda L: [L.GlobalAveragePooling2D(keepdims=True)], BOTH),
    chain("global_max_pool", IMAGE, lambda L: [L.GlobalMaxPooling2D()]),
    chain("global_max_pool_keepdims", IMAGE, lambda L: [L.GlobalMaxPooling2D(keepdims=True)]),
    chain("global_average_pool1d", LINE, lambda L: [L.GlobalAveragePooling1D()]),
    chain("global_max_pool1d_keepdims", LINE, lambda L: [L.GlobalMaxPooling1D(keepdims=True)]),
    chain("zero_padding", IMAGE, lambda L: [L.ZeroPadding2D()]),
    chain("zero_padding_asymmetric", IMAGE, lambda L: [L.ZeroPadding2D(((0, 2), (1, 3)))], BOTH),
    chain("zero_padding_pair", IMAGE, lambda L: [L.ZeroPadding2D((2, 1))]),
    chain("zero_padding1d", LINE, lambda L: [L.ZeroPadding1D((1, 2))], BOTH),
    chain("cropping", IMAGE, lambda L: [L.Cropping2D(((1, 2), (0, 3)))], BOTH),
    chain("cropping_symmetric", IMAGE, lambda L: [L.Cropping2D(2)]),
    chain("cropping1d", LINE, lambda L: [L.Cropping1D((1, 2))]),
    chain("up_sampling_nearest", (4, 5, 3), lambda L: [L.UpSampling2D()]),
    chain("up_sampling_nearest_2x3", (4, 5, 3), lambda L: [L.UpSampling2D((2, 3))]),
    chain("up_sampling_bilinear", (4, 5, 3), lambda L: [L.UpSampling2D(2, interpolation="bilinear")], BOTH),
    chain("up_sampling_bilinear_3x2", (4, 5, 3), lambda L: [L.UpSampling2D((3, 2), interpolation="bilinear")]),
    chain("up_sampling1d", LINE, lambda L: [L.UpSampling1D(3)]),
    chain("flatten", (3, 4, 5), lambda L: [L.Flatten()]),
    chain("flatten_vector", (5,), lambda L: [L.Flatten()]),
    chain("flatten_dense", (3, 4, 5), lambda L: [L.Conv2D(4, 2), L.Flatten(), L.Dense(6)]),
    chain("reshape", (3, 4, 5), lambda L: [L.Reshape((6, 10))]),
    chain("reshape_unknown", (3, 4, 5), lambda L: [L.Reshape((-1, 5))], BOTH),
    chain("permute", (3, 4, 5), lambda L: [L.Permute((3, 1, 2))]),
    chain("permute_rank3", (3, 4), lambda L: [L.Permute((2, 1))]),
    chain("repeat_vector", (6,), lambda L: [L.RepeatVector(4)], BOTH),
    merge("add", lambda L: L.Add(), savers=BOTH),
    merge("add_three", lambda L: L.Add(), ((4, 5, 3),) * 3),
    merge("add_broadcast", lambda L: L.Add(), ((4, 5, 3), (1, 1, 3))),
    merge("subtract", lambda L: L.Subtract()),
    merge("multiply", lambda L: L.Multiply()),
    merge("multiply_broadcast", lambda L: L.Multiply(), ((4, 5, 3), (1, 1, 3)), BOTH),
    merge("multiply_broadcast_first", lambda L: L.Multiply(), ((1, 1, 3), (4, 5, 3))),
    merge("average", lambda L: L.Average(), ((4, 5, 3),) * 3, BOTH),
    merge("maximum", lambda L: L.Maximum(), ((4, 5, 3),) * 3),
    merge("minimum", lambda L: L.Minimum()),
    merge("concatenate", lambda L: L.Concatenate(), ((4, 5, 3), (4, 5, 2), (4, 5, 4)), BOTH),
    merge("concatenate_axis1", lambda L: L.Concatenate(axis=1), ((4, 5, 3), (2, 5, 3))),
    merge("concatenate_axis_minus2", lambda L: L.Concatenate(axis=-2), ((4, 5, 3), (4, 2, 3))),
    chain("rescaling", IMAGE, lambda L: [L.Rescaling(1 / 127.5, offset=-1.0)], BOTH, pixels),
    chain("rescaling_channels", (4, 5, 3), lambda L: [
        L.Rescaling([1 / 255, 1 / 128, 0.5], offset=[0.1, -0.2, 0.3])
    ], (TF_KERAS,), pixels),
    chain("normalization_adapted", (4, 5, 3), lambda L: [L.Normalization()], BOTH),
    chain("normalization_given", (4, 5, 3), lambda L: [
        L.Normalization(mean=[0.485, 0.456, 0.406], variance=[0.05, 0.06, 0.07])
    ], BOTH),
    chain("normalization_scalar", (4, 5, 3), lambda L: [L.Normalization(axis=None, mean=3.0, variance=2.0)]),
    chain("normalization_invert", (4, 5, 3), lambda L: [
        L.Normalization(mean=[1.0, 2.0, 3.0], variance=[4.0, 9.0, 16.0], invert=True)
    ]),
]
