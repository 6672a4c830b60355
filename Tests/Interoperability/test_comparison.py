"""What qinspect says about two models is what numpy makes of LiteRT's tensors."""

import json

import numpy as np
import pytest

import litert
import tools
from locations import ROOT, SAMPLES

SAMPLES_RUN = 24


@pytest.fixture(scope="module", params=["digits", "glyphs"])
def models(request, tmp_path_factory):
    """A Keras model and what qconv makes of it, in float32 and int8."""
    folder = tmp_path_factory.mktemp(request.param)
    keras, data = SAMPLES / f"{request.param}.h5", SAMPLES / f"{request.param}.data.h5"
    tools.convert(keras, folder / "fp32.qf")
    tools.finished("qconv", keras, "--int8", "--data", data, "--no-verify", "-o", folder / "int8.qf")
    return keras, data, folder / "fp32.qf", folder / "int8.qf"


def compare(first, second, *options):
    return json.loads(tools.finished("qinspect", "--json", first, second, *options))


def numbers(interpreter, detail):
    """A tensor as real numbers, integers by their scales."""
    values = interpreter.get_tensor(detail["index"])
    scales = detail["quantization_parameters"]["scales"]
    if not len(scales):
        return values.astype(np.float64)
    axis = detail["quantization_parameters"]["quantized_dimension"]
    shape = [-1 if len(scales) > 1 and place == axis else 1 for place in range(values.ndim)]
    zero_points = detail["quantization_parameters"]["zero_points"].reshape(shape)
    return scales.astype(np.float64).reshape(shape) * (values.astype(np.float64) - zero_points)


def as_told(told, numbers, others, tolerance=1e-4):
    """Whether the figures of an error are those of numpy, in double precision."""
    difference = np.ravel(others) - np.ravel(numbers)
    assert told["count"] == difference.size
    assert told["max_error"] == pytest.approx(np.abs(difference).max(), rel=tolerance)
    rms = np.sqrt(np.mean(difference ** 2))
    assert told["rms_error"] == pytest.approx(rms, rel=tolerance)
    assert told["mean_error"] == pytest.approx(difference.mean(), rel=tolerance, abs=tolerance * rms)
    energy = np.sqrt(np.mean(np.ravel(numbers) ** 2))
    assert told["relative_error"] == pytest.approx(rms / energy, rel=tolerance)
    assert told["sqnr_db"] == pytest.approx(20 * np.log10(energy / rms), abs=10 * tolerance)


def kernels(path):
    """Kernels by layer, as real numbers."""
    model = litert.Model(path)
    model.interpreter.allocate_tensors()
    found = {}
    for detail in model.details.values():
        layer, _, weight = detail["name"].rpartition("/")
        if weight.endswith("kernel"):
            found[layer] = numbers(model.interpreter, detail)
    return found


@pytest.mark.parametrize("is_keras", [True, False], ids=["h5", "fp32"])
def test_weight_errors_as_numpy_has_them(models, is_keras):
    """A Keras model is compared as it is prepared for conversion, which is what the FP32 file holds."""
    keras, _, fp32, int8 = models
    told = compare(keras if is_keras else fp32, int8)
    floats, integers = kernels(fp32), kernels(int8)
    checked = 0
    for row in told["layers"]:
        if row["name"] not in integers:
            continue
        unit = row["factor"] or 1
        as_told(row["weights"], floats[row["name"]], integers[row["name"]] / unit)
        fitted = np.vdot(floats[row["name"]], integers[row["name"]]) / np.vdot(floats[row["name"]], floats[row["name"]])
        assert unit == pytest.approx(fitted, rel=3e-3), row["name"]
        checked += 1
    assert checked == len(integers) > 3
    assert told["weights"]["not_comparable"] == 0


def test_weight_errors_of_tensorflows_files():
    folder = ROOT / "Tests/Fixtures/tflite"
    told = compare(folder / "cnn.tflite", folder / "cnn-int8.tflite")
    tensors = []
    for file in ("cnn.tflite", "cnn-int8.tflite"):
        model = litert.Model(folder / file)
        model.interpreter.allocate_tensors()
        details = [
            detail for detail in model.details.values()
            if len(detail["shape"]) > 1 and is_constant(model.interpreter, detail)
        ]
        tensors.append({tuple(detail["shape"]): numbers(model.interpreter, detail) for detail in details})
    checked = 0
    for row in told["layers"]:
        shapes = [shape for shape in tensors[0] if row["weights"] and np.prod(shape) == row["weights"]["count"]]
        if len(shapes) != 1 or shapes[0] not in tensors[1] or row["factor"]:
            continue
        as_told(row["weights"], tensors[0][shapes[0]], tensors[1][shapes[0]])
        checked += 1
    assert checked > 2


def is_constant(interpreter, detail):
    try:
        interpreter.get_tensor(detail["index"])
    except ValueError:
        return False
    return True


def samples(path):
    """The samples that --against runs: at equal distances."""
    import h5py

    with h5py.File(path) as file:
        inputs = file["x_test"]
        return inputs[[place * len(inputs) // SAMPLES_RUN for place in range(SAMPLES_RUN)]].astype(np.float32)


def test_activation_errors_as_litert_has_them(models):
    keras, data, fp32, int8 = models
    told = compare(fp32, int8, "--against", data, "--samples", SAMPLES_RUN)
    assert told["activations"]["samples"] == SAMPLES_RUN
    inputs = samples(data)
    runs = [litert.Model(path, keeps_intermediates=True) for path in (fp32, int8)]
    for run in runs:
        run.run({name: inputs for name in run.inputs})

    # With XNNPACK, as a phone computes it, our integers are LiteRT's.
    (output,) = told["activations"]["outputs"]
    models = [litert.Model(path) for path in (fp32, int8)]
    made = [model.run({name: inputs for name in model.inputs})[output["name"]] for model in models]
    one, other = (values.astype(np.float64) for values in made)
    as_told(output["error"], one, other, tolerance=1e-3)
    assert told["activations"]["agreement"] == np.mean(one.argmax(1) == other.argmax(1))

    results = {}
    for row in tools.inspect(int8, "--calibration")["tensors"]:
        if row["role"] in ("activation", "output"):
            results[row["layer"]] = row["name"]
    checked = {False: [], True: []}
    for row in told["layers"]:
        if row["activations"] is None or row["name"] not in results:
            continue
        details = [find(run, results[row["name"]]) for run in runs]
        if None in details:
            continue
        one, other = (numbers(run.interpreter, detail) for run, detail in zip(runs, details))
        is_writer = row["factor"] is not None and row["bias"] and row["bias"]["max_error"] == 0
        if is_writer:
            # The bias of such a layer was moved on, and its results stand in units of their own.
            other = other / row["factor"]
            offset = np.mean(one - other, axis=tuple(range(one.ndim - 1)))
            one = one - offset
        elif abs(np.vdot(one, other) / np.vdot(one, one) - 1) > 0.1 or decibels(one, other) < 6:
            # Sums of results of the former kind.
            continue
        checked[is_writer].append(abs(row["activations"]["sqnr_db"] - decibels(one, other)))
    # Without XNNPACK some integers are a step apart, which is much where the others are exact.
    for differences in checked.values():
        assert not differences or np.median(differences) < 0.5 and max(differences) < 8, checked
    assert len(checked[False]) > 3
    assert keras.stem != "glyphs" or len(checked[False]) > 100 and len(checked[True]) > 5, checked


def decibels(numbers, others):
    return 10 * np.log10(np.sum(numbers ** 2) / np.sum((others - numbers) ** 2))


def find(model, tensor):
    return next((detail for detail in model.details.values() if detail["name"] == tensor), None)
