"""What qinspect says about a Keras file is what Keras says about it."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

import litert
import tools
from locations import REFERENCE, ROOT, SAMPLES, fixtures, name

MODELS = [
    SAMPLES / "digits.h5", SAMPLES / "glyphs.h5",
    *(model for model in fixtures() if model.parent.name in ("networks", "topologies")),
]
# Keras 3 writes these and cannot read them back.
UNREADABLE = {
    "operators_with_constants.keras3", "operators_on_two_values.keras3", "hard_swish_by_parts.keras3",
    "mobilenet_v3_large.keras3", "caffe_preprocessing.keras3",
}


def load(path):
    import keras
    import tf_keras

    by_keras3 = path.stem.endswith("keras3") or path.stem == "digits"
    return (keras if by_keras3 else tf_keras).models.load_model(path, compile=False)


def flattened(model, prefix=""):
    """Layers with the names of nested models in front."""
    for layer in model.layers:
        yield prefix + layer.name, layer
        if hasattr(layer, "layers"):
            yield from flattened(layer, f"{prefix}{layer.name}/")


def count(weights):
    return sum(int(np.prod(weight.shape)) for weight in weights)


@pytest.mark.parametrize("path", [path for path in MODELS if path.stem not in UNREADABLE], ids=name)
def test_layers_as_keras_counts_them(path):
    told, model = tools.inspect(path), load(path)
    assert told["parameters"]["total"] == model.count_params()
    assert told["parameters"]["trainable"] == count(model.trainable_weights)
    rows = {row["name"]: row for row in told["layers"]}
    for layer_name, layer in flattened(model):
        if hasattr(layer, "layers"):
            continue
        row = rows.get(layer_name)
        assert row is not None, f"no row for layer {layer_name} among {sorted(rows)}"
        assert row["operator"] == type(layer).__name__
        assert row["parameters"] == layer.count_params(), layer_name
        values = [np.ravel(value) for value in layer.get_weights()]
        if values:
            values = np.concatenate(values)
            assert row["weights"]["min"] == pytest.approx(values.min(), abs=1e-6)
            assert row["weights"]["max"] == pytest.approx(values.max(), abs=1e-6)


@pytest.mark.parametrize("path", [path for path in MODELS if path.parent.name == "networks"], ids=name)
def test_multiplications_survive_conversion(path, tmp_path):
    """Folding changes no multiplication of a convolution or a dense layer."""
    file = tmp_path / "model.qf"
    tools.convert(path, file)
    assert tools.inspect(file)["macs"] == tools.inspect(path)["macs"] > 0


def as_told(values, told):
    """Whether numpy's statistics of an array, in double precision, are those that were told."""
    finite = values.astype(np.float64)
    assert told["count"] == values.size
    assert np.float32(told["min"]) == values.min() and np.float32(told["max"]) == values.max()
    assert told["mean"] == pytest.approx(finite.mean(), rel=1e-9, abs=1e-12)
    assert told["standard_deviation"] == pytest.approx(finite.std(), rel=1e-9, abs=1e-12)
    assert told["zeros"] == np.count_nonzero(values == 0)


@pytest.mark.parametrize("path", [SAMPLES / "digits.h5", SAMPLES / "glyphs.h5"], ids=name)
def test_statistics_of_keras_weights(path):
    model = load(path)
    for row in tools.inspect(path, "--weights")["weights"]:
        layer_name, weight_name = row["name"].rsplit("/", 1)
        layer = model.get_layer(layer_name)
        values = {weight.name.split("/")[-1].split(":")[0]: weight for weight in layer.weights}[weight_name].numpy()
        assert row["shape"] == list(values.shape)
        as_told(values, row["statistics"])


QUANTIZED = {
    "tensorflow/cnn": ROOT / "Tests/Fixtures/tflite/cnn-int8.tflite",
    "tensorflow/reference": REFERENCE / "tensorflow-int8-0.08.tflite",
    "ours/digits": SAMPLES / "digits.h5",
    "ours/glyphs": SAMPLES / "glyphs.h5",
}


@pytest.fixture(scope="module", params=QUANTIZED)
def quantized(request, tmp_path_factory):
    """A file of integers, by TensorFlow's converter or by qconv."""
    path = QUANTIZED[request.param]
    if not path.exists():
        pytest.skip("the reference model is not here")
    if path.suffix != ".h5":
        return path
    made = tmp_path_factory.mktemp("quantized") / f"{path.stem}.qf"
    tools.finished("qconv", path, "--int8", "--calib-samples", 16, "--no-verify", "-o", made)
    return made


def test_quantization_as_litert_has_it(quantized):
    """Scales, zero points and the range of constants, number for number."""
    path = quantized
    interpreter = litert.Interpreter(model_path=str(path))
    interpreter.allocate_tensors()
    details = {}
    for detail in interpreter.get_tensor_details():
        details.setdefault(detail["name"], []).append(detail)
    rows = tools.inspect(path, "--calibration")["tensors"]
    assert len(rows) > 10
    weights = {row["name"]: row["statistics"] for row in tools.inspect(path, "--weights")["weights"]}
    compared = 0
    for row in rows:
        told = row["quantization"]
        scales = np.array(told["scales"], np.float32)
        # XNNPACK adds tensors of its own, which have no quantization.
        candidates = [detail for detail in details[row["name"]] if len(detail["quantization_parameters"]["scales"])]
        assert len(candidates) == 1, row["name"]
        parameters = candidates[0]["quantization_parameters"]
        assert np.array_equal(scales, parameters["scales"]), row["name"]
        assert told["zero_points"] == list(parameters["zero_points"])
        if len(scales) > 1:
            assert told["axis"] == parameters["quantized_dimension"]
        assert np.dtype(candidates[0]["dtype"]).name == row["type"]
        if row["name"] in weights:
            integers = interpreter.get_tensor(candidates[0]["index"])
            shape = [-1 if axis == (told["axis"] or 0) else 1 for axis in range(integers.ndim)]
            zero_points = np.array(told["zero_points"], np.int64)
            values = scales.reshape(shape) * (integers - zero_points.reshape(shape)).astype(np.float32)
            as_told(values, weights[row["name"]])
            compared += 1
    assert compared > 3


def test_layers_as_litert_has_them(quantized):
    """The scale and zero point in the table of layers, and the range of what the integers can stand for."""
    path = quantized
    quantization = {row["name"]: row["quantization"] for row in tools.inspect(path, "--calibration")["tensors"]}
    for row in tools.inspect(path)["layers"]:
        if row["scale"] is None:
            continue
        scale, zero_point = np.float32(row["scale"]), row["zero_point"]
        known = [told for told in quantization.values() if told["scales"] == [row["scale"]]]
        assert any(told["zero_points"] == [zero_point] for told in known)
        if not row["activations"]["observed"]:
            assert np.float32(row["activations"]["min"]) == scale * np.float32(-128 - zero_point)
            assert np.float32(row["activations"]["max"]) == scale * np.float32(127 - zero_point)
