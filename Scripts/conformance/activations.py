"""Every activation by name, and the layers that are activations with parameters."""

import numpy as np

from .case import BOTH, KERAS3, TF_KERAS, Case, chain

SHAPE = (2, 3, 41)


def grid(rng, model_inputs):
    """Values on both sides of every kink, the kinks themselves, and far away."""
    values = np.linspace(-8, 8, 3 * 2 * 3 * 41, dtype=np.float32)
    values[:14] = [-30, -6, -3, -2.5, -1, -0.5, -0.0, 0.0, 0.5, 1, 2.5, 3, 6, 30]
    return {name: values.reshape(shape) for name, shape in model_inputs.items()}


# Some names mean different things in the two: hard_sigmoid above all.
BY_NAME = [
    "elu", "exponential", "gelu", "hard_sigmoid", "linear", "mish", "relu", "selu", "sigmoid", "softmax", "softplus",
    "softsign", "swish", "tanh",
]
# threshold is left out: its arguments have no defaults, so that a layer cannot name it alone.
BY_NAME_KERAS3 = [
    "celu", "hard_shrink", "hard_silu", "hard_swish", "hard_tanh", "leaky_relu", "log_sigmoid", "log_softmax", "relu6",
    "silu", "soft_shrink", "sparse_plus", "sparse_sigmoid", "squareplus", "tanh_shrink",
]


def by_name(name, activations, savers):
    """One output for each activation, named like it."""

    def build(keras):
        x = keras.Input(SHAPE, name="x")
        return keras.Model(x, [keras.layers.Activation(name, name=name)(x) for name in activations])

    return Case(name, build, savers, grid)


CASES = [
    by_name("activations_by_name", BY_NAME, BOTH),
    by_name("activations_of_keras3", BY_NAME_KERAS3, (KERAS3,)),
    chain("activation_glu", (2, 3, 42), lambda L: [L.Activation("glu")], (KERAS3,)),
    chain("relu_plain", SHAPE, lambda L: [L.ReLU()], (TF_KERAS,), grid),
    chain("relu_6", SHAPE, lambda L: [L.ReLU(6.0)], (TF_KERAS,), grid),
    chain("relu_negative_slope", SHAPE, lambda L: [L.ReLU(negative_slope=0.2)], (TF_KERAS,), grid),
    chain("relu_threshold", SHAPE, lambda L: [L.ReLU(threshold=0.75)], (TF_KERAS,), grid),
    chain("relu_all_parameters", SHAPE, lambda L: [L.ReLU(4.0, 0.1, 0.5)], BOTH, grid),
    chain("relu_max_1", SHAPE, lambda L: [L.ReLU(1.0)], (TF_KERAS,), grid),
    chain("leaky_relu", SHAPE, lambda L: [L.LeakyReLU()], BOTH, grid),
    chain("leaky_relu_tf_keras_alpha", SHAPE, lambda L: [L.LeakyReLU(alpha=0.05)], (TF_KERAS,), grid),
    chain("leaky_relu_keras3_slope", SHAPE, lambda L: [L.LeakyReLU(negative_slope=0.05)], (KERAS3,), grid),
    chain("prelu", (5, 4, 3), lambda L: [L.PReLU()]),
    chain("prelu_shared_1_2", (5, 4, 3), lambda L: [L.PReLU(shared_axes=[1, 2])], BOTH),
    chain("prelu_shared_1", (5, 4, 3), lambda L: [L.PReLU(shared_axes=[1])]),
    chain("prelu_dense", (9,), lambda L: [L.Dense(6), L.PReLU()]),
    chain("prelu_after_conv", (7, 7, 3), lambda L: [
        L.Conv2D(5, 3), L.BatchNormalization(), L.PReLU(shared_axes=[1, 2]), L.Conv2D(3, 1)
    ]),
    chain("elu_alpha", SHAPE, lambda L: [L.ELU(0.7)], BOTH, grid),
    chain("softmax_last", (3, 7), lambda L: [L.Softmax()], BOTH),
    chain("softmax_axis1", (3, 4, 5), lambda L: [L.Softmax(axis=1)], BOTH),
    chain("thresholded_relu", SHAPE, lambda L: [L.ThresholdedReLU(1.5)], (TF_KERAS,), grid),
    chain("dropout_family", (6, 5, 4), lambda L: [
        L.Dropout(0.5), L.SpatialDropout2D(0.5), L.GaussianNoise(0.3), L.GaussianDropout(0.3), L.AlphaDropout(0.3),
        L.ActivityRegularization(0.1), L.Conv2D(3, 2),
    ], BOTH),
    chain("dropout_1d", (6, 4), lambda L: [L.SpatialDropout1D(0.5), L.Dense(3), L.Dropout(0.2)]),
]
