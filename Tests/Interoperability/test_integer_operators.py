"""Random quantized models of one operator each, new ones in every run: our engine gives LiteRT's numbers.

`INTEGER_SEED` repeats a run whose seed a failure has named; `INTEGER_MODELS` says how many models of each operator.
"""

import os
import random

import numpy as np
import pytest

import tools
from integer_operators import oracle
from integer_operators.operators import OPERATORS, REFUSED, models
from integer_operators.refusals import REFUSALS

SEED = int(os.environ.get("INTEGER_SEED", random.SystemRandom().randrange(1 << 31)))
COUNT = int(os.environ.get("INTEGER_MODELS", 20))


def stored(model, folder):
    file = folder / "model.tflite"
    file.write_bytes(model.content())
    return file


# LiteRT's DIV shifts small quotients by more bits than an integer has, so that its numbers are undefined.
UNDEFINED = {"DIV"}


@pytest.mark.parametrize("operator", [name for name in OPERATORS if name not in REFUSED and name not in UNDEFINED])
def test_random_models(operator, tmp_path):
    elements = differing = 0
    for number, model in enumerate(models(operator, COUNT, SEED)):
        what = f"model {number} of {operator} with INTEGER_SEED={SEED}"
        file = stored(model, tmp_path)
        try:
            expected, _ = oracle.run(model.content(), model.inputs)
        except oracle.Refused:
            # Division by zero and the like, which LiteRT notices only when it runs.
            continue
        actual = tools.run(file, model.inputs, tmp_path)
        assert sorted(actual) == sorted(expected), what
        for name, value in expected.items():
            if actual[name].shape != value.shape:
                # XNNPACK leaves out an axis where two tensors of one element meet; LiteRT's own kernels keep it.
                value = value.reshape(oracle.run(model.content(), model.inputs, has_delegate=False)[0][name].shape)
            assert actual[name].shape == value.shape and actual[name].dtype == value.dtype, what
            difference = np.abs(actual[name].astype(np.float64) - value)
            if value.dtype == np.float32:
                difference /= max(np.abs(value).max(initial=0), 1e-30)
                difference[difference < 4e-7] = 0
            assert difference.max(initial=0) <= 1, f"{what}: off by {difference.max()}"
            elements, differing = elements + value.size, differing + int((difference > 0).sum())
    assert differing <= max(elements / 1000, 1), f"{differing} of {elements} differ with INTEGER_SEED={SEED}"


@pytest.mark.parametrize("problem", REFUSALS)
def test_refused(problem, tmp_path):
    model = REFUSALS[problem]()
    with pytest.raises(oracle.Refused):
        oracle.run(model.content(), model.inputs)
    np.savez(tmp_path / "given.npz", **model.inputs)
    status, message = tools.failed(
        "qconv", "run", stored(model, tmp_path), "--input", tmp_path / "given.npz")
    assert status == 65 or status == 69, message
