#!/usr/bin/env python3
"""Makes Tests/Fixtures/check: a small int8 model of TensorFlow's converter, and copies that are wrong in one way each.

A copy is called SEVERITY.RULE.tflite, after what `qinspect --check` has to find in it; what follows the rule behind a plus
sign only tells copies apart. `sound.tflite` is the model as it was. Needs tensorflow.
"""

import argparse
import copy
import os
import pathlib

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import flatbuffers
import numpy as np
import tensorflow as tf
import tf_keras
from tensorflow.lite.python import schema_py_generated as schema

OPERATORS = {number: name for name, number in vars(schema.BuiltinOperator).items() if isinstance(number, int)}


def sound_model():
    L = tf_keras.layers
    tf_keras.utils.set_random_seed(6)
    x = tf_keras.Input((8, 8, 3), name="image", batch_size=1)
    y = L.Conv2D(6, 3, name="conv")(x)
    gate = L.Activation("sigmoid", name="gate")(y)
    y = L.Multiply(name="gated")([y, gate])
    y = L.DepthwiseConv2D(3, bias_initializer="ones", name="depthwise")(y)
    y = L.MaxPooling2D(2, name="pool")(y)
    z = L.Conv2D(6, 1, bias_initializer="ones", name="side")(y)
    y = L.Concatenate(name="joined")([y, z])
    y = L.Flatten(name="flat")(L.Activation("tanh", name="bent")(y))
    model = tf_keras.Model(x, L.Dense(4, activation="softmax", bias_initializer="ones", name="scores")(y))
    rng = np.random.default_rng(7)
    # Convolutions whose biases are zero tell nothing of the scales of biases.
    model.get_layer("conv").bias.assign(rng.normal(size=6))
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: (
        [rng.normal(size=(1, 8, 8, 3)).astype("f4")] for _ in range(20))
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


class File:
    """A model that can be changed."""

    def __init__(self, contents):
        self.model = schema.ModelT.InitFromPackedBuf(contents, 0)
        self.graph = self.model.subgraphs[0]

    def operator(self, name):
        for operator in self.graph.operators:
            code = self.model.operatorCodes[operator.opcodeIndex]
            if OPERATORS[max(code.builtinCode, code.deprecatedBuiltinCode)] == name:
                return operator
        raise KeyError(name)

    def code(self, name):
        return self.model.operatorCodes[self.operator(name).opcodeIndex]

    def input(self, name, place):
        return self.graph.tensors[self.operator(name).inputs[place]]

    def output(self, name):
        return self.graph.tensors[self.operator(name).outputs[0]]

    def data(self, tensor, dtype):
        """The elements of a constant, to be written to."""
        buffer = self.model.buffers[tensor.buffer]
        buffer.data = bytearray(np.array(buffer.data, "u1").tobytes())
        return np.frombuffer(buffer.data, dtype)

    def bytes(self):
        for buffer in self.model.buffers:
            if isinstance(buffer.data, bytearray):
                buffer.data = np.frombuffer(buffer.data, "u1")
        builder = flatbuffers.Builder(1024)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def scale(tensor, *scales):
    tensor.quantization.scale = np.array(scales, "f4")


def zero_point(tensor, *points):
    tensor.quantization.zeroPoint = np.array(points, "i8")


def times(tensor, factor):
    tensor.quantization.scale = (np.array(tensor.quantization.scale) * factor).astype("f4")


def set_elements(file, tensor, dtype, change):
    change(file.data(tensor, dtype))


def transposed_axis(file):
    # As many input channels as output channels, so that only the axis is wrong.
    file.input("DEPTHWISE_CONV_2D", 1).quantization.quantizedDimension = 1
    tensor = file.input("DEPTHWISE_CONV_2D", 1)
    scale(tensor, *tensor.quantization.scale[:3])
    zero_point(tensor, 0, 0, 0)


def add_tensor(file, data):
    tensor = copy.deepcopy(file.input("CONV_2D", 1))
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(data, "u1")
    file.model.buffers.append(buffer)
    tensor.name, tensor.buffer, tensor.quantization = b"idle", len(file.model.buffers) - 1, None
    tensor.shape, tensor.type = np.array([len(data)], "i4"), schema.TensorType.INT8
    file.graph.tensors.append(tensor)


def custom(file):
    code = file.code("TANH")
    code.builtinCode, code.deprecatedBuiltinCode, code.customCode = schema.BuiltinOperator.CUSTOM, 32, b"MyTanh"


def no_options(name):
    def change(file):
        operator = file.operator(name)
        operator.builtinOptions, operator.builtinOptionsType = None, 0
    return change


# What is wrong by the name of the file, and how to make it so.
CHANGES = {
    "error.scale-not-positive+zero": lambda f: scale(f.output("MUL"), 0),
    "error.scale-not-positive+negative": lambda f: scale(f.output("MUL"), -0.5),
    "error.scale-not-positive+nan": lambda f: scale(f.output("DEPTHWISE_CONV_2D"), float("nan")),
    "warning.scale-extreme+denormal": lambda f: scale(f.input("CONV_2D", 0), 1e-40),
    "warning.scale-extreme+large": lambda f: scale(f.input("CONV_2D", 0), 1e12),
    "error.zero-point-range": lambda f: zero_point(f.output("MUL"), 300),
    "error.zero-point-count": lambda f: zero_point(f.input("CONV_2D", 1), 0, 0),
    "error.scale-axis": lambda f: setattr(f.input("CONV_2D", 1).quantization, "quantizedDimension", 7),
    "error.scale-count": lambda f: setattr(f.input("CONV_2D", 1).quantization, "quantizedDimension", 1),
    "error.scale-missing": lambda f: setattr(f.output("MUL"), "quantization", None),
    "error.fixed-scale+softmax": lambda f: scale(f.output("SOFTMAX"), 1 / 200),
    "warning.fixed-scale+logistic": lambda f: zero_point(f.output("LOGISTIC"), 0),
    "warning.fixed-scale+tanh": lambda f: scale(f.output("TANH"), 1 / 100),
    "error.shared-scale+pool": lambda f: times(f.output("MAX_POOL_2D"), 2),
    "error.shared-scale+concatenation": lambda f: times(f.output("CONCATENATION"), 3),
    "error.shared-scale+reshape": lambda f: times(f.output("RESHAPE"), 2),
    "error.weight-axis": transposed_axis,
    "error.weight-zero-point": lambda f: zero_point(f.input("CONV_2D", 1), *[3] * 6),
    "warning.weight-minus-128": lambda f: set_elements(
        f, f.input("CONV_2D", 1), "i1", lambda values: values.__setitem__(slice(0, 4), -128)),
    "error.bias-scale": lambda f: times(f.input("FULLY_CONNECTED", 2), 4),
    "error.bias-scale+channels": lambda f: times(f.input("CONV_2D", 2), 4),
    "error.bias-type": lambda f: setattr(f.input("CONV_2D", 2), "type", schema.TensorType.FLOAT32),
    "error.bias-zero-point": lambda f: zero_point(f.input("FULLY_CONNECTED", 2), *[5] * 4),
    "warning.product-scale": lambda f: times(f.output("MUL"), 1e-6),
    "warning.bias-saturated": lambda f: set_elements(
        f, f.input("CONV_2D", 2), "i4", lambda values: values.__setitem__(0, 2**31 - 1)),
    "warning.dead-channel": lambda f: set_elements(
        f, f.input("CONV_2D", 1), "i1", lambda values: values.__setitem__(slice(0, 27), 0)),
    "error.custom-operator": custom,
    "error.operator-version": lambda f: setattr(f.code("CONV_2D"), "version", 99),
    "error.types": lambda f: setattr(f.output("MUL"), "type", schema.TensorType.FLOAT32),
    "error.options-missing+conv": no_options("CONV_2D"),
    "error.options-missing+pool": no_options("MAX_POOL_2D"),
    "note.unused-tensor": lambda f: add_tensor(f, b"idle"),
    "warning.unused-buffer": lambda f: add_tensor(f, b"idle" * 100),
    "warning.unused-result": lambda f: setattr(f.graph, "outputs", f.operator("FULLY_CONNECTED").outputs),
    "note.signature-missing": lambda f: setattr(f.model, "signatureDefs", None),
    "note.metadata-missing": lambda f: setattr(f.model, "metadata", None),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--output", type=pathlib.Path, default=pathlib.Path(__file__).parents[1] / "Tests/Fixtures/check")
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    sound = File(sound_model()).bytes()
    (folder / "sound.tflite").write_bytes(sound)
    for name, change in CHANGES.items():
        file = File(sound)
        change(file)
        (folder / f"{name}.tflite").write_bytes(file.bytes())


if __name__ == "__main__":
    main()
