#!/usr/bin/env python3
"""Writes the fixtures of IntegerConformanceTests that TensorFlow's converter makes: one small network in each of the ways
in which it quantizes, with the numbers that LiteRT gives on its default path.

Needs what Tests/Interoperability/requirements.txt lists; run it once, the results are committed:

    python3 Scripts/make_quantized_fixtures.py

The archives in Tests/Fixtures/integer are as `make_integer_fixtures.py` describes them.
"""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import numpy as np
import tensorflow as tf
import tf_keras as keras
from tf_keras import layers

from make_integer_fixtures import FOLDER, bytes_of
from integer_operators import oracle


def network():
    """Convolutions of all kinds, squeeze-excite, pools, a concatenation and a resize; most weights are large enough."""
    x = inputs = layers.Input((12, 12, 3), batch_size=1, name="image")
    x = layers.Conv2D(16, 3, strides=2, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU(6.0)(x)
    x = layers.Conv2D(64, 1)(x)
    x = layers.Activation("swish")(x)
    x = layers.DepthwiseConv2D(5, padding="same")(x)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("swish")(x)
    gate = layers.GlobalAveragePooling2D(keepdims=True)(x)
    gate = layers.Conv2D(16, 1, activation="swish")(gate)
    gate = layers.Conv2D(64, 1, activation="sigmoid")(gate)
    x = layers.Multiply()([x, gate])
    x = layers.Conv2D(16, 1)(x)
    wide = layers.Conv2D(16, 3, padding="same")(x)
    x = layers.Add()([x, layers.LeakyReLU(0.2)(wide)])
    small = layers.UpSampling2D(2, interpolation="bilinear")(layers.AveragePooling2D(2)(x))
    x = layers.Concatenate()([x, small, layers.MaxPooling2D(3, 1, padding="same")(x)])
    x = layers.Dense(32, activation="relu")(layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, layers.Dense(5, activation="softmax")(x), name="network")


def disturb(model, generator):
    """Weights and statistics as a trained network has them."""
    for weight in model.weights:
        values = generator.normal(0, 1, weight.shape)
        if "gamma" in weight.name or "variance" in weight.name:
            weight.assign(np.abs(values) * 0.3 + 0.7)
        elif "kernel" in weight.name:
            fan = np.prod(weight.shape[:2]) if "depthwise" in weight.name else np.prod(weight.shape[:-1])
            weight.assign(values * np.sqrt(2 / fan))
        else:
            weight.assign(values * 0.1)


def converters(model, samples):
    """The ways to quantize, by the name of the fixture."""
    def representative():
        for sample in samples:
            yield [sample[None]]

    for name in ["DYNAMIC", "FLOAT16", "INT8", "INT8_PORTS", "UINT8_PORTS"]:
        converter = tf.lite.TFLiteConverter.from_keras_model(model)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        if name == "FLOAT16":
            converter.target_spec.supported_types = [tf.float16]
        if "INT8" in name:
            converter.representative_dataset = representative
        if "PORTS" in name:
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
            converter.inference_input_type = converter.inference_output_type = (
                tf.uint8 if name == "UINT8_PORTS" else tf.int8)
        yield f"TENSORFLOW_{name}", converter


def stored(sample, content):
    """A sample as the model takes it."""
    detail = tf.lite.Interpreter(model_content=content).get_input_details()[0]
    if detail["dtype"] == np.float32:
        return {detail["name"]: sample[None]}
    scale, zero_point = detail["quantization"]
    limits = np.iinfo(detail["dtype"])
    integers = np.clip(np.round(sample[None] / scale) + zero_point, limits.min, limits.max)
    return {detail["name"]: integers.astype(detail["dtype"])}


def main():
    keras.utils.set_random_seed(1)
    generator = np.random.default_rng(1)
    model = network()
    disturb(model, generator)
    samples = generator.normal(0, 1, (16, 12, 12, 3)).astype(np.float32)
    for name, converter in converters(model, samples):
        content = converter.convert()
        inputs = stored(samples[0], content)
        outputs, _ = oracle.run(content, inputs)
        np.savez_compressed(
            FOLDER / f"{name}.npz", sizes=np.int32([len(content)]), models=bytes_of(content),
            inputs=bytes_of(b"".join(value.tobytes() for value in inputs.values())),
            outputs=bytes_of(b"".join(value.tobytes() for value in outputs.values())))
        print(name, len(content), outputs)


if __name__ == "__main__":
    main()
