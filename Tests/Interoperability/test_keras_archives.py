"""`.keras` files, which say the same as `.h5` files in another way: both have to be converted to the same bytes."""

import hashlib
import os
import zipfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

import locations
import test_full_size
import tools
from conformance import activations, arrays, convolutions, folding, networks, topologies

NOT_READ_BACK = {
    f"{case.name}.keras3" for suite in (activations, arrays, convolutions, folding, networks, topologies)
    for case in suite.CASES if not case.keras3_reads_back
}
# tf_keras has no words for the `...` of a slice in a `.keras` file.
NOT_SAVED = {"caffe_preprocessing.tf_keras"}


def module(saver):
    import keras
    import tf_keras

    return {"tf_keras": tf_keras, "keras3": keras}[saver]


def converted(source, folder):
    """The bytes that `source` is converted to, under a name and with a digest that are the same for every source."""
    folder.mkdir()
    model, file = folder / "model", folder / "model.qf"
    digest = hashlib.sha256(source.read_bytes()).hexdigest().encode()
    source.rename(model)
    tools.convert(model, file)
    contents = file.read_bytes()
    assert digest in contents
    return contents.replace(digest, b"0" * len(digest))


def expect_same(h5, archive, folder):
    assert converted(h5, folder / "h5") == converted(archive, folder / "keras")


@pytest.mark.parametrize("path", [
    path for path in locations.fixtures("*.*") if path.stem not in NOT_READ_BACK | NOT_SAVED
], ids=locations.name)
def test_conformance_model(path, tmp_path):
    keras = module(path.stem.split(".")[1])
    keras.backend.clear_session()
    model = keras.models.load_model(path, compile=False)
    model.save(tmp_path / "model.keras")
    # Keras 3 does not keep everything that it reads, names of dimensions for example: both are from what it has read.
    model.save(tmp_path / "model.h5", include_optimizer=False)
    expect_same(tmp_path / "model.h5", tmp_path / "model.keras", tmp_path)


@pytest.mark.parametrize("saver,network", test_full_size.CASES, ids=lambda value: value)
def test_network(saver, network, tmp_path):
    model = test_full_size.build(saver, network)[0]
    model.save(tmp_path / "model.h5", include_optimizer=False)
    model.save(tmp_path / "model.keras")
    expect_same(tmp_path / "model.h5", tmp_path / "model.keras", tmp_path)


def test_compressed_archive(tmp_path):
    """An archive that somebody has packed again."""
    model = test_full_size.build("keras3", "MobileNet")[0]
    model.save(tmp_path / "model.keras")
    model.save(tmp_path / "model.h5", include_optimizer=False)
    packed = tmp_path / "packed.keras"
    with zipfile.ZipFile(tmp_path / "model.keras") as old:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, old.read(name))
    assert packed.stat().st_size < (tmp_path / "model.keras").stat().st_size
    expect_same(tmp_path / "model.h5", packed, tmp_path)
