"""Convolutions of every kind: padding modes, strides, dilations, groups, multipliers, activations."""

from .case import BOTH, TF_KERAS, chain

IMAGE = (7, 9, 4)
LINE = (11, 4)

CASES = [
    chain("conv2d_valid", IMAGE, lambda L: [L.Conv2D(6, 3)], BOTH),
    chain("conv2d_same", IMAGE, lambda L: [L.Conv2D(6, 3, padding="same")]),
    chain("conv2d_same_stride2_odd", IMAGE, lambda L: [L.Conv2D(5, 3, strides=2, padding="same")]),
    chain("conv2d_same_stride2_even", (8, 10, 3), lambda L: [L.Conv2D(5, 3, strides=2, padding="same")]),
    chain("conv2d_valid_stride2", (8, 9, 3), lambda L: [L.Conv2D(5, 3, strides=2)]),
    chain("conv2d_strides_2x3", (9, 11, 3), lambda L: [L.Conv2D(5, (3, 2), strides=(2, 3), padding="same")]),
    chain("conv2d_dilated_same", (9, 9, 3), lambda L: [L.Conv2D(4, 3, dilation_rate=2, padding="same")]),
    chain("conv2d_dilated_valid", (9, 11, 3), lambda L: [L.Conv2D(4, 3, dilation_rate=(2, 3))]),
    chain("conv2d_groups", (6, 6, 6), lambda L: [L.Conv2D(9, 3, groups=3, padding="same")]),
    chain("conv2d_groups_depthwise", (6, 6, 5), lambda L: [L.Conv2D(10, 3, groups=5)]),
    chain("conv2d_no_bias", IMAGE, lambda L: [L.Conv2D(6, 3, use_bias=False)]),
    chain("conv2d_1x1", IMAGE, lambda L: [L.Conv2D(7, 1)]),
    chain("conv2d_1x1_stride2", IMAGE, lambda L: [L.Conv2D(7, 1, strides=2)]),
    chain("conv2d_even_kernel_same", IMAGE, lambda L: [L.Conv2D(5, (2, 4), padding="same")]),
    chain("conv2d_kernel_1x5", IMAGE, lambda L: [L.Conv2D(5, (1, 5), padding="same")]),
    chain("conv2d_kernel_larger_than_input", (3, 4, 2), lambda L: [L.Conv2D(3, 7, padding="same")]),
    chain("conv2d_one_channel", (8, 8, 1), lambda L: [L.Conv2D(1, 3)]),
    chain("conv2d_wide", (6, 5, 24), lambda L: [L.Conv2D(35, 3, padding="same", activation="relu")]),
    chain("conv2d_relu", IMAGE, lambda L: [L.Conv2D(6, 3, activation="relu")]),
    chain("conv2d_swish", IMAGE, lambda L: [L.Conv2D(6, 3, activation="swish")], BOTH),
    chain("conv2d_softmax", IMAGE, lambda L: [L.Conv2D(6, 3, activation="softmax")]),
    chain("conv2d_chain", (12, 12, 3), lambda L: [
        L.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
        L.Conv2D(12, 1, activation="tanh"),
        L.Conv2D(4, 3, activation="sigmoid"),
    ]),
    chain("depthwise_valid", IMAGE, lambda L: [L.DepthwiseConv2D(3)], BOTH),
    chain("depthwise_same", IMAGE, lambda L: [L.DepthwiseConv2D(3, padding="same")]),
    chain("depthwise_stride2_same", (8, 9, 5), lambda L: [L.DepthwiseConv2D(3, strides=2, padding="same")]),
    chain("depthwise_5x5_stride2", (11, 10, 3), lambda L: [L.DepthwiseConv2D(5, strides=2, padding="same")]),
    chain("depthwise_multiplier3", IMAGE, lambda L: [L.DepthwiseConv2D(3, depth_multiplier=3, padding="same")]),
    chain("depthwise_dilated", (9, 9, 3), lambda L: [L.DepthwiseConv2D(3, dilation_rate=2, padding="same")]),
    chain("depthwise_no_bias_relu", IMAGE, lambda L: [
        L.DepthwiseConv2D((3, 2), use_bias=False, activation="relu", padding="same")
    ]),
    chain("depthwise_wide", (7, 7, 37), lambda L: [L.DepthwiseConv2D(3, padding="same", activation="swish")]),
    chain("separable_same", IMAGE, lambda L: [L.SeparableConv2D(6, 3, padding="same")], BOTH),
    chain("separable_multiplier2_stride2", IMAGE, lambda L: [
        L.SeparableConv2D(6, 3, strides=2, depth_multiplier=2, padding="same", activation="relu")
    ]),
    chain("separable_dilated_no_bias", (9, 9, 3), lambda L: [L.SeparableConv2D(4, 3, dilation_rate=2, use_bias=False)]),
    chain("conv1d_valid", LINE, lambda L: [L.Conv1D(6, 3)], BOTH),
    chain("conv1d_same_stride2", LINE, lambda L: [L.Conv1D(6, 3, strides=2, padding="same", activation="relu")]),
    chain("conv1d_causal", LINE, lambda L: [L.Conv1D(6, 3, padding="causal")]),
    chain("conv1d_causal_dilated", LINE, lambda L: [L.Conv1D(6, 3, padding="causal", dilation_rate=2)]),
    chain("conv1d_dilated_groups", (11, 6), lambda L: [L.Conv1D(8, 3, dilation_rate=2, groups=2, padding="same")]),
    chain("depthwise1d", LINE, lambda L: [L.DepthwiseConv1D(3, padding="same", depth_multiplier=2)], BOTH),
    chain("depthwise1d_stride2", LINE, lambda L: [L.DepthwiseConv1D(3, strides=2, activation="relu")]),
    chain("separable1d", LINE, lambda L: [L.SeparableConv1D(6, 3, padding="same")], BOTH),
    chain("conv1d_network", (16, 3), lambda L: [
        L.Conv1D(8, 3, padding="same"), L.BatchNormalization(), L.ReLU(), L.MaxPooling1D(2),
        L.Conv1D(6, 3), L.ReLU(), L.GlobalAveragePooling1D(), L.Dense(3, activation="softmax"),
    ], (TF_KERAS,)),
    chain("dense", (10,), lambda L: [L.Dense(7)], BOTH),
    chain("dense_no_bias_relu", (10,), lambda L: [L.Dense(7, use_bias=False, activation="relu")]),
    chain("dense_softmax", (10,), lambda L: [L.Dense(5, activation="softmax")]),
    chain("dense_rank3", (6, 10), lambda L: [L.Dense(7, activation="relu")]),
    chain("dense_rank4", (3, 4, 5), lambda L: [L.Dense(7)]),
    chain("dense_wide", (67,), lambda L: [L.Dense(45, activation="swish"), L.Dense(1, activation="sigmoid")]),
]
