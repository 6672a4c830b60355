"""Every conformance fixture: Keras's file through qconv, judged by LiteRT and by Keras's stored results."""

import h5py
import numpy as np
import pytest

import judging
import tools
from locations import fixtures, name


@pytest.mark.parametrize("model", fixtures(), ids=name)
def test_converted(model, tmp_path):
    inputs, expected = judging.stored(model.with_suffix(".npz"))
    file = tmp_path / "model.qf"
    tools.convert(model, file)
    judging.judge(file, inputs, expected, tmp_path, is_batch_free=not model.stem.startswith("fixed_batch"))


@pytest.mark.parametrize("model", fixtures(), ids=name)
def test_parameters_are_counted_as_by_keras(model, tmp_path):
    count = 0

    def add(_, item):
        nonlocal count
        if isinstance(item, h5py.Dataset):
            count += int(np.prod(item.shape))

    with h5py.File(model) as file:
        file["model_weights"].visititems(add)
    converted = tmp_path / "model.qf"
    tools.convert(model, converted)
    assert tools.inspect(model)["parameters"]["total"] == count
    assert tools.inspect(converted)["parameters"]["total"] == count


@pytest.mark.parametrize("model", fixtures("*network*") + fixtures("resnet*"), ids=name)
def test_native_model_runs(model, tmp_path):
    """`qconv run` takes the .h5 itself."""
    inputs, expected = judging.stored(model.with_suffix(".npz"))
    judging.compare(tools.run(model, inputs, tmp_path), expected, "engine on the .h5 against Keras")
