"""Files of TensorFlow's own converter, run by our engine."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

import judging
import litert
import tools
from locations import fixtures, name

# One of each kind of operator and topology; TensorFlow would take minutes to convert them all.
MODELS = [
    model for model in fixtures("*.tf_keras")
    if model.parent.name == "topologies" or model.stem.split(".")[0] in {
        "mobilenet_v3_small", "resnet50", "vgg16",
        "conv2d_valid", "conv2d_same_stride2_odd", "conv2d_dilated_same", "conv2d_groups", "depthwise_multiplier3",
        "depthwise_dilated", "separable_multiplier2_stride2", "conv1d_same_stride2", "conv1d_causal_dilated",
        "depthwise1d", "dense_rank3", "dense_softmax", "activations_by_name", "relu_all_parameters", "leaky_relu",
        "prelu_shared_1_2", "softmax_axis1", "max_pool_same", "average_pool_same", "average_pool1d",
        "global_max_pool", "zero_padding_asymmetric", "cropping", "up_sampling_nearest_2x3", "up_sampling_bilinear",
        "permute", "reshape_unknown", "repeat_vector", "average", "maximum", "minimum", "concatenate_axis_minus2",
        "subtract", "normalization_adapted", "bn_conv_same", "conv_bn_relu6", "dense_bn_relu", "squeeze_excite",
        "rescaling_normalization_padding_conv", "padding_conv_stride2_even", "resnet_stem", "padding_max_pool",
    }
]

# What TensorFlow makes of these needs operators, or forms of them, that our converter never writes; the reader names
# them.
UNSUPPORTED = {
    "activations_by_name": ["GREATER", "SELECT_V2"],
    "relu_all_parameters": ["GREATER"],
    "conv1d_causal_dilated": ["SPACE_TO_BATCH_ND"],
    "dense_rank3": ["REDUCE_PROD"],
    "repeat_vector": ["TILE"],
    "caffe_preprocessing": ["STRIDED_SLICE"],
}


def tensorflow_file(model, folder, **options):
    import tensorflow as tf
    import tf_keras

    converter = tf.lite.TFLiteConverter.from_keras_model(tf_keras.models.load_model(model, compile=False))
    for key, value in options.items():
        setattr(converter, key, value)
    file = folder / "tensorflow.tflite"
    file.write_bytes(converter.convert())
    return file


def compare_with_litert(file, inputs, folder, is_batch_free):
    interpreter = litert.Model(file)
    for size, part in judging.batches(inputs, is_batch_free):
        part = {theirs: part[ours] for theirs, ours in zip(sorted(interpreter.inputs), sorted(part), strict=True)}
        try:
            expected = interpreter.run(part)
        except (RuntimeError, ValueError) as error:
            # LiteRT itself refuses some of TensorFlow's files at another batch than 1.
            assert size > 1, error
            continue
        judging.compare(tools.run(file, part, folder), expected, f"engine against LiteRT at batch {size}")


def known(case):
    return case.stem.split(".")[0] in UNSUPPORTED


@pytest.mark.parametrize("model", [model for model in MODELS if not known(model)], ids=name)
def test_tensorflow_file(model, tmp_path):
    inputs, _ = judging.stored(model.with_suffix(".npz"))
    compare_with_litert(
        tensorflow_file(model, tmp_path), inputs, tmp_path, not model.stem.startswith("fixed_batch"))


@pytest.mark.parametrize("model", [model for model in MODELS if known(model)], ids=name)
def test_unsupported_operators_are_named(model, tmp_path):
    status, message = tools.failed("qconv", "run", tensorflow_file(model, tmp_path), "--input", tmp_path / "none.npz")
    assert status == 65
    for operator in UNSUPPORTED[model.stem.split(".")[0]]:
        assert operator in message


def test_float16_weights(tmp_path):
    """Weights stored as float16 stand behind DEQUANTIZE operators."""
    import tensorflow as tf

    model = next(iter(fixtures("mobilenet_v1.tf_keras")))
    inputs, _ = judging.stored(model.with_suffix(".npz"))
    file = tensorflow_file(
        model, tmp_path, optimizations=[tf.lite.Optimize.DEFAULT],
        target_spec=tf.lite.TargetSpec(supported_types=[tf.float16]))
    compare_with_litert(file, inputs, tmp_path, True)
