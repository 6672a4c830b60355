"""Networks of keras.applications at full width with seeded random weights."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

import judging
import tools

BATCH = 3
CLASSES = 20
# Name, pixels along a side, and whether raw pixel values go in.
NETWORKS = {
    "MobileNet": (128, False),
    "MobileNetV2": (96, False),
    "MobileNetV3Small": (128, True),
    "MobileNetV3Large": (96, True),
    "ResNet50": (64, False),
    "VGG16": (48, False),
    "EfficientNetB0": (64, True),
}
CASES = [(saver, network) for network in NETWORKS for saver in ("tf_keras", "keras3")]


def build(saver, network):
    """The network and samples for it."""
    import keras
    import tf_keras

    from conformance import weights

    module = tf_keras if saver == "tf_keras" else keras
    module.backend.clear_session()
    side, takes_pixels = NETWORKS[network]
    rng = np.random.default_rng(len(network) * 100 + side)
    network_of = getattr(module.applications, network)
    if network == "VGG16":
        # Its own head has a hundred million weights.
        body = network_of(input_shape=(side, side, 3), weights=None, include_top=False, pooling="avg")
        model = module.Model(body.inputs, module.layers.Dense(CLASSES, name="scores")(body.outputs[0]))
    else:
        model = network_of(input_shape=(side, side, 3), weights=None, classes=CLASSES, classifier_activation=None)

    def images(count):
        values = rng.integers(0, 256, (count, side, side, 3)).astype(np.float32)
        return values if takes_pixels else values / np.float32(127.5) - 1

    weights.randomize(model, rng)
    weights.settle(model, images(8), rng)
    return model, images(BATCH)


def make(saver, network, path):
    """Saves the network and returns its inputs and outputs by name."""
    model, inputs = build(saver, network)
    output = np.asarray(model(inputs, training=False))
    model.save(path, include_optimizer=False)

    def layer_name(tensor):
        history = tensor._keras_history
        return (history.layer if hasattr(history, "layer") else history.operation).name

    return {layer_name(model.inputs[0]): inputs}, {layer_name(model.outputs[0]): output}


@pytest.mark.parametrize("saver,network", CASES, ids=lambda value: value)
def test_network(saver, network, tmp_path):
    model, file = tmp_path / "model.h5", tmp_path / "model.qf"
    inputs, expected = make(saver, network, model)
    tools.convert(model, file)
    judging.judge(file, inputs, expected, tmp_path)
