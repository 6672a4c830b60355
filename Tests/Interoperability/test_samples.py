"""The sample models, as a user meets them first."""

import numpy as np
import pytest

import judging
import litert
import tools
from comparing import assert_close
from locations import REFERENCE, SAMPLES

reference = pytest.mark.skipif(
    not (REFERENCE / "keras_pred.npy").exists(), reason=f"no reference model in {REFERENCE} (set REFERENCE)")


@pytest.fixture(scope="module")
def glyphs(tmp_path_factory):
    file = tmp_path_factory.mktemp("glyphs") / "glyphs.qf"
    tools.convert(SAMPLES / "glyphs.h5", file)
    return file


def arrays(path):
    with np.load(path) as stored:
        return dict(stored)


@pytest.mark.parametrize("name", ["digits", "glyphs"])
def test_sample(name, tmp_path):
    file = tmp_path / "model.qf"
    tools.convert(SAMPLES / f"{name}.h5", file)
    inputs = {key: value[:16] for key, value in arrays(SAMPLES / f"{name}.input.npz").items()}
    expected = {key: value[:16] for key, value in arrays(SAMPLES / f"{name}.expected.npz").items()}
    judging.judge(file, inputs, expected, tmp_path)


def test_digits_whole(tmp_path):
    inputs = arrays(SAMPLES / "digits.input.npz")
    expected = arrays(SAMPLES / "digits.expected.npz")
    judging.compare(tools.run(SAMPLES / "digits.h5", inputs, tmp_path), expected, "engine against Keras")


def test_glyphs_conversion_is_small_and_the_same_every_time(glyphs, tmp_path):
    again = tmp_path / "again.qf"
    peak = tools.peak_bytes_of_conversion(SAMPLES / "glyphs.h5", again)
    assert again.read_bytes() == glyphs.read_bytes()
    assert again.stat().st_size <= 16_480_000
    size = (SAMPLES / "glyphs.h5").stat().st_size
    assert peak <= 3 * size, f"peak memory is {peak / size:.2f} times the file"


def test_glyphs_parameters(glyphs):
    for file in [SAMPLES / "glyphs.h5", glyphs]:
        assert tools.inspect(file)["parameters"]["total"] == 4_164_967


def test_glyphs_thousand_images(glyphs, tmp_path):
    import h5py

    with h5py.File(SAMPLES / "glyphs.data.h5") as data:
        images = data["x_test"][()].astype(np.float32)
    compare_with_predictions(glyphs, images, np.load(SAMPLES / "glyphs.predictions.npy"), tmp_path)


@reference
def test_reference_images(glyphs, tmp_path):
    import h5py

    with h5py.File(REFERENCE / "glyphs.data.h5") as data:
        images = data["x_test"][()].astype(np.float32)
    compare_with_predictions(glyphs, images, np.load(REFERENCE / "keras_pred.npy"), tmp_path)


def compare_with_predictions(file, images, predictions, folder):
    interpreter = litert.Model(file, threads=2)
    theirs = np.concatenate([
        interpreter.run({"input_1": images[start:start + 100]})["dense_2"] for start in range(0, len(images), 100)])
    assert_close(theirs, predictions, "LiteRT against Keras")
    ours = tools.run(file, {"input_1": images}, folder)["dense_2"]
    assert_close(ours, predictions, "engine against Keras")
    assert_close(ours, theirs, "engine against LiteRT")


@reference
def test_tensorflow_file_of_the_reference_model(tmp_path):
    file = REFERENCE / "tensorflow-fp32.tflite"
    images = arrays(SAMPLES / "glyphs.input.npz")["input_1"][:20]
    theirs, plain = litert.Model(file), litert.Model(file, keeps_intermediates=True)
    name = next(iter(theirs.inputs))
    for size in [1, len(images)]:
        inputs = {name: images[:size]}
        expected = theirs.run(inputs)
        judging.compare(tools.run(file, inputs, tmp_path), expected, f"engine against LiteRT at batch {size}")
        assert judging.compare_intermediates(plain, file, inputs, tmp_path) > 50
