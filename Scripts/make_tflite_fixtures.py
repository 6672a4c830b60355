#!/usr/bin/env python3
"""Writes the models of TensorFlow's own converter that the tests of TFLiteFormat read (Tests/Fixtures/tflite).

Needs tensorflow and tf_keras 2.21; run it once, the results are committed:

    python3 Scripts/make_tflite_fixtures.py
"""

import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import numpy as np
import tensorflow as tf
import tf_keras as keras
from tf_keras import layers

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "tflite"


def cnn(batch=None):
    """A small CNN whose batch is open unless `batch` is given; Flatten becomes SHAPE, STRIDED_SLICE, PACK, RESHAPE."""
    x = inputs = layers.Input((8, 8, 3), batch_size=batch, name="image")
    x = layers.Conv2D(4, 3, strides=2, padding="same", name="stem")(x)
    x = layers.BatchNormalization(name="stem_bn")(x)
    x = layers.ReLU(6.0, name="stem_relu")(x)
    x = layers.DepthwiseConv2D(3, padding="same", name="depthwise")(x)
    squeezed = layers.GlobalAveragePooling2D(name="pool")(x)
    squeezed = layers.Reshape((1, 1, 4), name="excite_shape")(squeezed)
    squeezed = layers.Conv2D(4, 1, activation="sigmoid", name="excite")(squeezed)
    x = layers.Multiply(name="scale")([x, squeezed])
    x = layers.MaxPooling2D(name="shrink")(x)
    x = layers.Flatten(name="flat")(x)
    x = layers.Dense(5, name="logits")(x)
    return keras.Model(inputs, layers.Softmax(name="class")(x), name="cnn")


def slices():
    """Strided slices with masks and negative bounds, negative axes, a transpose and a split."""
    inputs = keras.Input((6, 5, 4), name="cube")
    x = layers.Lambda(lambda v: v[:, 1:-1, ::2, :])(inputs)
    x = layers.Lambda(lambda v: tf.transpose(v, [0, 2, 1, 3]))(x)
    a, b = layers.Lambda(lambda v: tf.split(v, 2, axis=-1))(x)
    x = layers.Concatenate(axis=-1)([a, b, a])
    x = layers.Lambda(lambda v: tf.reduce_max(v, axis=-2))(x)
    last = layers.Lambda(lambda v: v[:, -1])(x)
    return keras.Model(inputs, [x, last], name="slices")


def dilated():
    """Dilated convolutions of an open batch: SPACE_TO_BATCH_ND, a convolution, BATCH_TO_SPACE_ND, with and without crops."""
    inputs = layers.Input((9, 10, 3), name="image")
    x = layers.Conv2D(4, 3, dilation_rate=2, padding="same", name="around")(inputs)
    return keras.Model(inputs, layers.DepthwiseConv2D(3, dilation_rate=2, name="inside")(x), name="dilated")


def save(name, converter):
    data = converter.convert()
    (FOLDER / f"{name}.tflite").write_bytes(data)
    print(f"{name}.tflite: {len(data)} bytes")


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(1)
    model = cnn()
    save("cnn", tf.lite.TFLiteConverter.from_keras_model(model))
    save("cnn-fixed-batch", tf.lite.TFLiteConverter.from_keras_model(cnn(batch=2)))
    save("slices", tf.lite.TFLiteConverter.from_keras_model(slices()))

    save("dilated", tf.lite.TFLiteConverter.from_keras_model(dilated()))

    half = tf.lite.TFLiteConverter.from_keras_model(model)
    half.optimizations = [tf.lite.Optimize.DEFAULT]
    half.target_spec.supported_types = [tf.float16]
    save("cnn-float16", half)

    generator = np.random.default_rng(1)
    integer = tf.lite.TFLiteConverter.from_keras_model(model)
    integer.optimizations = [tf.lite.Optimize.DEFAULT]
    integer.representative_dataset = lambda: (
        [generator.uniform(0, 1, (1, 8, 8, 3)).astype(np.float32)] for _ in range(8))
    save("cnn-int8", integer)

    rows = keras.Sequential(
        [layers.Input((2, 3), name="pairs"), layers.Lambda(lambda v: tf.reshape(v, [-1, 3]))], name="rows")
    save("batch-mixed", tf.lite.TFLiteConverter.from_keras_model(rows))

    unsupported = keras.Sequential(
        [layers.Input((4, 4, 2)), layers.Conv2DTranspose(2, 3), layers.Lambda(tf.math.cumsum)], name="unsupported")
    save("unsupported", tf.lite.TFLiteConverter.from_keras_model(unsupported))


if __name__ == "__main__":
    main()
