"""Whole networks of keras.applications, made narrow, with their real depth and wiring."""

import contextlib
import importlib

import numpy as np

from .case import BOTH, KERAS3, TF_KERAS, Case

CLASSES = 7


def application(keras, name):
    package = "tf_keras" if keras.__name__ == "tf_keras" else "keras"
    return importlib.import_module(f"{package}.src.applications.{name}")


@contextlib.contextmanager
def patched(module, **replacements):
    originals = {name: getattr(module, name) for name in replacements}
    for name, value in replacements.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        for name, value in originals.items():
            setattr(module, name, value)


def pixels(rng, model_inputs):
    return {name: rng.integers(0, 256, size=shape).astype(np.float32) for name, shape in model_inputs.items()}


def centred(rng, model_inputs):
    """Pixels as preprocess_input leaves them, between -1 and 1; few distinct values, which compress well."""
    return {
        name: (rng.integers(0, 256, size=shape) / np.float32(127.5) - 1).astype(np.float32)
        for name, shape in model_inputs.items()
    }


def mobilenet_v1(keras):
    return keras.applications.MobileNet(
        input_shape=(40, 40, 3), alpha=0.07, weights=None, classes=CLASSES, classifier_activation=None)


def mobilenet_v2(keras):
    module = application(keras, "mobilenet_v2")
    with patched(module, _make_divisible=lambda v, divisor, min_value=None: max(2, int(v) // 10)):
        return keras.applications.MobileNetV2(
            input_shape=(40, 40, 3), alpha=0.35, weights=None, classes=CLASSES, classifier_activation=None)


def mobilenet_v3(keras, variant):
    module = application(keras, "mobilenet_v3")
    whole = module.MobileNetV3

    def narrow(stack_fn, last_point_ch, *arguments, **options):
        return whole(stack_fn, 32, *arguments, **options)

    def depth(v, divisor=8, min_value=None):
        # The stem has 16 filters and the first block counts on getting as many.
        return int(v) if v <= 16 else max(4, int(v) // 6)

    with patched(module, _depth=depth, MobileNetV3=narrow):
        return getattr(module, variant)(
            input_shape=(40, 40, 3), weights=None, classes=CLASSES, classifier_activation=None)


def resnet50(keras):
    module = application(keras, "resnet")
    stack = getattr(module, "stack1", None) or module.stack_residual_blocks_v1

    def stacks(x):
        x = stack(x, 4, 3, stride1=1, name="conv2")
        x = stack(x, 4, 4, name="conv3")
        x = stack(x, 6, 6, name="conv4")
        return stack(x, 6, 3, name="conv5")

    return module.ResNet(
        stacks, preact=False, use_bias=True, weights=None, input_shape=(40, 40, 3), classes=CLASSES)


def resnet_v2(keras):
    """Batch normalization and ReLU before the convolutions, and max pooling in the shortcuts."""
    module = application(keras, "resnet")
    stack = getattr(module, "stack2", None) or module.stack_residual_blocks_v2

    def stacks(x):
        x = stack(x, 4, 2, name="conv2")
        x = stack(x, 6, 2, name="conv3")
        return stack(x, 6, 2, stride1=1, name="conv4")

    return module.ResNet(
        stacks, preact=True, use_bias=True, weights=None, input_shape=(40, 40, 3), classes=CLASSES,
        classifier_activation=None)


def vgg16(keras):
    """VGG16 with few filters in each block, after its definition in keras.applications."""
    L = keras.layers
    x = keras.Input((32, 32, 3), name="input_1")
    value = x
    for block, (filters, convolutions) in enumerate([(4, 2), (6, 2), (8, 3), (10, 3), (10, 3)], start=1):
        for index in range(1, convolutions + 1):
            value = L.Conv2D(filters, 3, activation="relu", padding="same", name=f"block{block}_conv{index}")(value)
        value = L.MaxPooling2D(2, strides=2, name=f"block{block}_pool")(value)
    value = L.Flatten(name="flatten")(value)
    value = L.Dense(24, activation="relu", name="fc1")(value)
    value = L.Dense(24, activation="relu", name="fc2")(value)
    return keras.Model(x, L.Dense(CLASSES, activation="softmax", name="predictions")(value), name="vgg16")


def efficientnet(keras):
    module = application(keras, "efficientnet")
    return module.EfficientNet(
        0.1, 0.5, 40, depth_divisor=2, weights=None, input_shape=(40, 40, 3), classes=CLASSES,
        classifier_activation=None)


CASES = [
    Case("mobilenet_v1", mobilenet_v1, BOTH, centred, True),
    Case("mobilenet_v2", mobilenet_v2, BOTH, centred, True),
    Case("mobilenet_v3_small", lambda keras: mobilenet_v3(keras, "MobileNetV3Small"), (TF_KERAS,), pixels, True),
    Case("mobilenet_v3_large", lambda keras: mobilenet_v3(keras, "MobileNetV3Large"), (KERAS3,), pixels, True, False),
    Case("resnet50", resnet50, BOTH, centred, True),
    Case("resnet_v2", resnet_v2, (KERAS3,), centred, True),
    Case("vgg16", vgg16, BOTH, centred, True),
    Case("efficientnet", efficientnet, (KERAS3,), pixels, True),
]
