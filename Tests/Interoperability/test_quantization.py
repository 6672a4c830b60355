"""Every conformance fixture in fewer bits, judged by LiteRT: what qconv writes loads, runs and stays near Keras."""

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

import judging
import litert
import tools
from locations import fixtures, name

# Of the largest number that the model gives; the coarsest fixtures clip inputs of -30...30 to results of 0...1.
TOLERANCE = 0.15


def near(file, inputs, expected, is_batch_free):
    """LiteRT's results at one sample and at several, integers turned back into real numbers."""
    model = litert.Model(file)
    for size, part in judging.batches(inputs, is_batch_free):
        given = {key: integers(value, model.details[model.inputs[key]]) for key, value in part.items()}
        for key, value in model.run(given).items():
            largest = max(np.abs(expected[key]).max(), 1e-6)
            difference = np.abs(reals(value, model.details[model.outputs[key]]) - expected[key][:size]).max()
            if difference > TOLERANCE * largest:
                return False
    return True


def integers(numbers, detail):
    scale, zero = detail["quantization"]
    if scale == 0:
        return numbers.astype(detail["dtype"])
    limits = np.iinfo(detail["dtype"])
    return np.clip(np.round(numbers / scale + zero), limits.min, limits.max).astype(detail["dtype"])


def reals(numbers, detail):
    scale, zero = detail["quantization"]
    return numbers if scale == 0 else (numbers.astype(np.float32) - zero) * np.float32(scale)


def quantize(model, file, *options):
    """Returns the fixture's inputs and outputs, and the warnings."""
    inputs, expected = judging.stored(model.with_suffix(".npz"))
    data = file.with_suffix(".npz")
    np.savez(data, **({"x": next(iter(inputs.values()))} if len(inputs) == 1
                      else {f"x_{key}": value for key, value in inputs.items()}))
    warnings = tools.finished_with_warnings(
        "qconv", model, "--int8", "--calib", 1, "--calib-method", "minmax", "--data", data, "--no-verify", "-o", file,
        *options)
    return inputs, expected, warnings


@pytest.mark.parametrize("io", ["float", "int8", "uint8"])
@pytest.mark.parametrize("model", fixtures(), ids=name)
def test_int8(model, io, tmp_path):
    file = tmp_path / "model.qf"
    inputs, expected, warnings = quantize(model, file, "--io", io)
    is_batch_free = not model.stem.startswith("fixed_batch")
    assert near(file, inputs, expected, is_batch_free) or "stays float32" in warnings


@pytest.mark.parametrize("option", ["--fp16", "--dynamic"])
@pytest.mark.parametrize("model", fixtures(), ids=name)
def test_weights_alone(model, option, tmp_path):
    file = tmp_path / "model.qf"
    inputs, expected = judging.stored(model.with_suffix(".npz"))
    tools.finished("qconv", model, option, "--no-verify", "-o", file)
    assert near(file, inputs, expected, is_batch_free=not model.stem.startswith("fixed_batch"))


def test_operators_without_int8_kernels_are_named(tmp_path):
    model = next(path for path in fixtures("softplus*") or fixtures("activations_by_name*"))
    _, _, warnings = quantize(model, tmp_path / "model.qf")
    assert "EXP stays float32" in warnings
    operators = [operator["op_name"] for operator in Interpreter(str(tmp_path / "model.qf"))._get_ops_details()]
    assert "EXP" in operators
