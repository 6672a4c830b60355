"""What the passes rewrite: batch normalization, preprocessing and padding beside convolutions, and their traps."""

from .arrays import pixels
from .case import BOTH, TF_KERAS, Case, chain

IMAGE = (8, 9, 4)


def shared_convolution(keras):
    """One convolution read by two batch normalizations: neither may be folded into the shared kernel unseen."""
    L = keras.layers
    x = keras.Input(IMAGE, name="x")
    value = L.Conv2D(5, 3, use_bias=False)(x)
    return keras.Model(x, [L.BatchNormalization(name="left")(value), L.BatchNormalization(name="right")(value)])


def convolution_is_output(keras):
    L = keras.layers
    x = keras.Input(IMAGE, name="x")
    value = L.Conv2D(5, 3, name="plain")(x)
    return keras.Model(x, [value, L.ReLU(name="rectified")(L.BatchNormalization()(value))])


def shared_layer_two_norms(keras):
    """The same convolution applied to two inputs, each followed by a batch normalization of its own."""
    L = keras.layers
    a, b = keras.Input(IMAGE, name="a"), keras.Input(IMAGE, name="b")
    convolution = L.Conv2D(5, 3, use_bias=False)
    left = L.BatchNormalization()(convolution(a))
    right = L.BatchNormalization()(convolution(b))
    return keras.Model([a, b], L.Add(name="sum")([left, right]))


def squeeze_excite(keras):
    L = keras.layers
    x = keras.Input((6, 6, 8), name="x")
    value = L.BatchNormalization()(L.DepthwiseConv2D(3, padding="same", use_bias=False)(x))
    value = L.Activation("swish")(value)
    gate = L.GlobalAveragePooling2D()(value)
    gate = L.Reshape((1, 1, 8))(gate)
    gate = L.Conv2D(2, 1, padding="same", activation="swish")(gate)
    gate = L.Conv2D(8, 1, padding="same", activation="sigmoid")(gate)
    value = L.Multiply()([value, gate])
    value = L.BatchNormalization()(L.Conv2D(8, 1, use_bias=False)(value))
    return keras.Model(x, L.Add()([L.Dropout(0.2)(value), x]))


CASES = [
    chain("bn_alone", IMAGE, lambda L: [L.BatchNormalization()], BOTH),
    chain("bn_no_scale", IMAGE, lambda L: [L.BatchNormalization(scale=False)]),
    chain("bn_no_center", IMAGE, lambda L: [L.BatchNormalization(center=False)]),
    chain("bn_neither", IMAGE, lambda L: [L.BatchNormalization(center=False, scale=False, epsilon=0.1)]),
    chain("bn_rank2", (9,), lambda L: [L.BatchNormalization()]),
    chain("bn_rank3", (5, 9), lambda L: [L.BatchNormalization()]),
    chain("bn_axis1", (5, 6, 3), lambda L: [L.BatchNormalization(axis=1)]),
    chain("conv_bn", IMAGE, lambda L: [L.Conv2D(6, 3), L.BatchNormalization()]),
    chain("conv_no_bias_bn_relu", IMAGE, lambda L: [L.Conv2D(6, 3, use_bias=False), L.BatchNormalization(), L.ReLU()]),
    chain("conv_bn_relu6", IMAGE, lambda L: [
        L.Conv2D(6, 3, padding="same", use_bias=False), L.BatchNormalization(), L.ReLU(6.0)
    ]),
    chain("conv_bn_swish", IMAGE, lambda L: [
        L.Conv2D(6, 3, strides=2, padding="same", use_bias=False), L.BatchNormalization(), L.Activation("swish")
    ]),
    chain("conv_relu_bn", IMAGE, lambda L: [L.Conv2D(6, 3, activation="relu"), L.BatchNormalization()]),
    chain("conv_groups_bn", (7, 7, 6), lambda L: [L.Conv2D(8, 3, groups=2), L.BatchNormalization(), L.ReLU()]),
    chain("depthwise_bn_relu6", IMAGE, lambda L: [
        L.DepthwiseConv2D(3, depth_multiplier=2, use_bias=False), L.BatchNormalization(), L.ReLU(6.0)
    ]),
    chain("separable_bn_relu", IMAGE, lambda L: [
        L.SeparableConv2D(6, 3, use_bias=False), L.BatchNormalization(), L.ReLU()
    ]),
    chain("conv1d_bn", (12, 4), lambda L: [L.Conv1D(6, 3, use_bias=False), L.BatchNormalization(), L.ReLU()]),
    chain("dense_bn_relu", (12,), lambda L: [L.Dense(8), L.BatchNormalization(), L.ReLU()]),
    chain("dense_rank3_bn", (4, 12), lambda L: [L.Dense(8, use_bias=False), L.BatchNormalization()]),
    chain("bn_conv_valid", IMAGE, lambda L: [L.BatchNormalization(), L.Conv2D(5, 3)]),
    chain("bn_conv_same", IMAGE, lambda L: [L.BatchNormalization(), L.Conv2D(5, 3, padding="same")]),
    chain("bn_depthwise_valid", IMAGE, lambda L: [L.BatchNormalization(), L.DepthwiseConv2D(3)]),
    chain("bn_conv_bn", IMAGE, lambda L: [
        L.BatchNormalization(), L.Conv2D(5, 3, use_bias=False), L.BatchNormalization()
    ]),
    chain("bn_relu_conv", IMAGE, lambda L: [L.BatchNormalization(), L.ReLU(), L.Conv2D(5, 3)]),
    chain("bn_dense", (12,), lambda L: [L.BatchNormalization(), L.Dense(6)]),
    chain("conv_relu_bn_flatten_dense", (5, 5, 3), lambda L: [
        L.Conv2D(4, 3, activation="relu"), L.BatchNormalization(), L.Flatten(), L.Dense(6)
    ], BOTH),
    chain("relu_bn_dense", (12,), lambda L: [L.Dense(9, activation="relu"), L.BatchNormalization(), L.Dense(4)]),
    chain("conv_bn_pool_bn_conv", (10, 10, 3), lambda L: [
        L.Conv2D(6, 3), L.BatchNormalization(), L.ReLU(), L.AveragePooling2D(), L.BatchNormalization(), L.Conv2D(4, 2)
    ]),
    chain("bn_zero_padding_conv", IMAGE, lambda L: [L.BatchNormalization(), L.ZeroPadding2D(), L.Conv2D(5, 3)]),
    chain("rescaling_conv_valid", IMAGE, lambda L: [L.Rescaling(1 / 127.5, -1.0), L.Conv2D(5, 3)], (TF_KERAS,), pixels),
    chain("rescaling_no_offset_conv_same", IMAGE, lambda L: [
        L.Rescaling(1 / 255), L.Conv2D(5, 3, padding="same")
    ], (TF_KERAS,), pixels),
    chain("rescaling_offset_conv_same", IMAGE, lambda L: [
        L.Rescaling(1 / 127.5, -1.0), L.Conv2D(5, 3, padding="same")
    ], (TF_KERAS,), pixels),
    chain("rescaling_normalization_padding_conv", (9, 9, 3), lambda L: [
        L.Rescaling(1 / 255), L.Normalization(), L.ZeroPadding2D(((0, 1), (0, 1))),
        L.Conv2D(4, 3, strides=2, use_bias=False), L.BatchNormalization(), L.Activation("swish"),
    ], BOTH, pixels),
    chain("normalization_conv_valid", (8, 8, 3), lambda L: [
        L.Rescaling(1 / 255), L.Normalization(), L.Conv2D(4, 3, activation="relu")
    ], (TF_KERAS,), pixels),
    chain("normalization_dense", (8,), lambda L: [L.Normalization(), L.Dense(4)]),
    chain("padding_conv_stride2_even", (8, 8, 3), lambda L: [
        L.ZeroPadding2D(((0, 1), (0, 1))), L.Conv2D(5, 3, strides=2)
    ]),
    chain("padding_conv_stride2_odd", (7, 7, 3), lambda L: [
        L.ZeroPadding2D(((1, 1), (1, 1))), L.Conv2D(5, 3, strides=2)
    ]),
    chain("padding_conv_stride2_symmetric_even", (8, 8, 3), lambda L: [L.ZeroPadding2D(1), L.Conv2D(5, 3, strides=2)]),
    chain("padding_conv_stride1", IMAGE, lambda L: [L.ZeroPadding2D(1), L.Conv2D(5, 3)]),
    chain("padding_too_wide_conv", IMAGE, lambda L: [L.ZeroPadding2D(2), L.Conv2D(5, 3)]),
    chain("padding_depthwise_stride2", (8, 8, 3), lambda L: [
        L.ZeroPadding2D(((0, 1), (0, 1))), L.DepthwiseConv2D(3, strides=2, use_bias=False), L.BatchNormalization(),
        L.ReLU(6.0),
    ]),
    chain("padding_conv_same", IMAGE, lambda L: [L.ZeroPadding2D(1), L.Conv2D(5, 3, padding="same")]),
    chain("padding_max_pool", (8, 8, 3), lambda L: [L.ZeroPadding2D(1), L.MaxPooling2D(3, 2)]),
    chain("padding_average_pool", (8, 8, 3), lambda L: [L.ZeroPadding2D(1), L.AveragePooling2D(3, 2)]),
    chain("padding_conv1d", (9, 3), lambda L: [L.ZeroPadding1D(1), L.Conv1D(5, 3)]),
    chain("resnet_stem", (16, 16, 3), lambda L: [
        L.ZeroPadding2D(3), L.Conv2D(8, 7, strides=2), L.BatchNormalization(), L.ReLU(), L.ZeroPadding2D(1),
        L.MaxPooling2D(3, 2),
    ]),
    chain("conv_hard_sigmoid", (7, 7, 3), lambda L: [L.Conv2D(5, 3), L.Activation("hard_sigmoid")], BOTH),
    chain("relu_after_relu6", IMAGE, lambda L: [L.Conv2D(5, 3, activation="relu"), L.ReLU(6.0)]),
    chain("dense_flatten_reshape_noops", (4, 4, 2), lambda L: [
        L.Reshape((4, 4, 2)), L.Permute((1, 2, 3)), L.Conv2D(3, 2), L.Reshape((27,)), L.Flatten(), L.Dense(4)
    ]),
    Case("conv_two_norms", shared_convolution),
    Case("conv_is_output", convolution_is_output),
    Case("shared_conv_two_norms", shared_layer_two_norms, BOTH),
    Case("squeeze_excite", squeeze_excite, BOTH),
]
