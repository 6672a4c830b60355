"""What qinspect says about a Keras file is what Keras says about it."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

import tools
from locations import SAMPLES, fixtures, name

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
