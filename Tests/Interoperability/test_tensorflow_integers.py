"""Quantized files of TensorFlow's own converter, run by our engine: the outputs are LiteRT's, up to one step."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

import judging
import litert
import tools
from locations import fixtures, name
from test_tensorflow_files import compare_with_litert, tensorflow_file

# One of each kind of operator and topology that has an integer form.
NAMES = {
    "mobilenet_v2", "mobilenet_v3_small", "resnet50",
    "conv2d_valid", "conv2d_same_stride2_odd", "conv2d_dilated_same", "conv2d_groups", "depthwise_multiplier3",
    "separable_multiplier2_stride2", "dense_softmax", "leaky_relu", "prelu_shared_1_2", "max_pool_same",
    "average_pool_same", "global_max_pool", "global_average_pool", "zero_padding_asymmetric", "cropping",
    "up_sampling_nearest_2x3", "up_sampling_bilinear", "permute", "maximum", "minimum", "concatenate", "subtract",
    "conv_bn_relu6", "dense_bn_relu", "squeeze_excite", "resnet_stem",
}
MODELS = [model for model in fixtures("*.tf_keras") if model.stem.split(".")[0] in NAMES]


def integer_file(model, folder, inputs, io=None):
    """The model quantized by TensorFlow; `io` is the type of inputs and outputs where they are not float32."""
    import tensorflow as tf

    def samples():
        for index in range(len(next(iter(inputs.values())))):
            yield {key: value[index:index + 1].astype(np.float32) for key, value in inputs.items()}

    options = {"optimizations": [tf.lite.Optimize.DEFAULT], "representative_dataset": samples}
    if io is not None:
        options["target_spec"] = tf.lite.TargetSpec(supported_ops=[tf.lite.OpsSet.TFLITE_BUILTINS_INT8])
        options["inference_input_type"] = options["inference_output_type"] = tf.as_dtype(io)
    return tensorflow_file(model, folder, **options)


def stored_form(value, detail):
    """Real numbers as an input of the model takes them."""
    if detail["dtype"] == np.float32:
        return value.astype(np.float32)
    scale, zero_point = detail["quantization"]
    limits = np.iinfo(detail["dtype"])
    return np.clip(np.round(value / scale) + zero_point, limits.min, limits.max).astype(detail["dtype"])


def step_of(detail, interpreter):
    """The smallest difference that the output can show: 1, or the scale of what was dequantized into it."""
    if detail["dtype"] != np.float32:
        return 1
    for operator in interpreter._get_ops_details():
        if operator["op_name"] == "DEQUANTIZE" and detail["index"] in operator["outputs"]:
            return interpreter.get_tensor_details()[operator["inputs"][0]]["quantization"][0]
    return 0


UNSIGNED = {"squeeze_excite", "dense_softmax", "max_pool_same"}
CASES = [
    pytest.param(model, io, id=f"{name(model)}-{io or 'float32'}")
    for model in MODELS for io in [None, "int8", "uint8"] if io != "uint8" or model.stem.split(".")[0] in UNSIGNED
]


@pytest.mark.parametrize("model, io", CASES)
def test_integers(model, io, tmp_path):
    inputs, _ = judging.stored(model.with_suffix(".npz"))
    file = integer_file(model, tmp_path, inputs, io)
    delegated, plain = litert.Model(file), litert.Model(file, keeps_intermediates=True)
    part = {
        key: stored_form(inputs[ours][:1], delegated.details[delegated.inputs[key]])
        for key, ours in zip(sorted(delegated.inputs), sorted(inputs), strict=True)}
    try:
        expected = delegated.run(part)
    except RuntimeError as error:
        pytest.skip(f"LiteRT refuses what TensorFlow wrote: {error}")
    actual = tools.run(file, part, tmp_path)
    assert sorted(actual) == sorted(expected)
    for key, value in expected.items():
        step = step_of(plain.details[plain.outputs[key]], plain.interpreter)
        difference = np.abs(actual[key].astype(np.float64) - value) / (step or 1e-5 * max(1, np.abs(value).max()))
        assert actual[key].shape == value.shape and difference.max() <= 1.001, (
            f"{key}: {np.count_nonzero(difference > 0.001)} of {value.size} differ, by up to {difference.max():.3g}")


@pytest.mark.parametrize("model", [
    model for model in fixtures("*.tf_keras")
    if model.stem.split(".")[0] in {"mobilenet_v1", "mobilenet_v2", "resnet50", "dense_wide", "conv2d_wide"}
], ids=name)
def test_dynamic_range(model, tmp_path):
    """Weights of int8 by activations of float32: hybrid operators, of which XNNPACK computes some and TFLite others."""
    import tensorflow as tf

    inputs, _ = judging.stored(model.with_suffix(".npz"))
    file = tensorflow_file(model, tmp_path, optimizations=[tf.lite.Optimize.DEFAULT])
    plain = litert.Model(file, keeps_intermediates=True)
    hybrid = [
        operator for operator in plain.interpreter._get_ops_details()
        if len(operator["inputs"]) > 1 and plain.details[operator["inputs"][0]]["dtype"] == np.float32
        and plain.details[operator["inputs"][1]]["dtype"] == np.int8]
    assert hybrid, "nothing was quantized"
    compare_with_litert(file, inputs, tmp_path, True)
