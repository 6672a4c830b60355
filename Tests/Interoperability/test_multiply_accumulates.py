"""Multiply-accumulates are those that a person counts, and those that Keras's own kernels and shapes give."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

import tools
from locations import REFERENCE, SAMPLES

# Expansion, output channels, blocks and stride of the first block, as the paper on MobileNetV2 has them (table 2).
MOBILENET_V2 = [
    (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
# By hand for EfficientNet-B0 at 48 by 48: Tests/InspectTests/MultiplyAccumulatesTests.swift.
GLYPHS = 22_861_296


def mobilenet_v2_by_hand(side=224, classes=1000):
    side //= 2
    total, channels = side * side * 32 * 3 * 3 * 3, 32
    for expansion, outputs, blocks, stride in MOBILENET_V2:
        for block in range(blocks):
            wide = channels * expansion
            if expansion > 1:
                total += side * side * channels * wide
            if block == 0:
                side //= stride
            total += side * side * wide * 3 * 3
            total += side * side * wide * outputs
            channels = outputs
    return total + side * side * 320 * 1280 + 1280 * classes


def as_keras_has_them(model):
    """Output pixels of each layer times the elements of its kernel; a depthwise kernel has one channel for each input."""
    total = 0
    for layer in model.layers:
        kernels = [weight for weight in layer.weights if "kernel" in weight.name]
        if kernels:
            shape = layer.output.shape
            total += int(np.prod(shape[1:-1], dtype=np.int64)) * int(np.prod(kernels[0].shape))
    return total


@pytest.mark.parametrize("saver", ["tf_keras", "keras3"])
def test_mobilenet_v2(saver, tmp_path):
    import keras
    import tf_keras

    module = tf_keras if saver == "tf_keras" else keras
    model = module.applications.MobileNetV2(weights=None)
    source = tmp_path / "mobilenet_v2.h5"
    model.save(source, include_optimizer=False)
    expected = mobilenet_v2_by_hand()
    assert expected == as_keras_has_them(model) == 300_774_272
    assert tools.inspect(source)["macs"] == expected
    converted = tmp_path / "mobilenet_v2.qf"
    tools.convert(source, converted)
    assert tools.inspect(converted)["macs"] == expected


def test_glyphs(tmp_path):
    source, data = SAMPLES / "glyphs.h5", SAMPLES / "glyphs.data.h5"
    fp32, int8 = tmp_path / "fp32.qf", tmp_path / "int8.qf"
    tools.convert(source, fp32)
    tools.finished("qconv", source, "--int8", "--data", data, "--calib-samples", 8, "--no-verify", "-o", int8)
    assert [tools.inspect(path)["macs"] for path in (source, fp32, int8)] == [GLYPHS] * 3


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference model is not here")
@pytest.mark.parametrize("name", ["glyphs.h5", "tensorflow-fp32.tflite", "tensorflow-int8-0.08.tflite"])
def test_reference(name):
    assert tools.inspect(REFERENCE / name)["macs"] == GLYPHS
