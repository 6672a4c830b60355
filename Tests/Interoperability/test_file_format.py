"""Other readers of the formats open our files and find in them what we mean."""

import json
import shutil
import subprocess

import numpy as np
import pytest

import tools
from locations import SAMPLES, SCHEMA, fixtures

MODELS = [SAMPLES / "digits.h5", SAMPLES / "glyphs.h5", *fixtures("mobilenet_v3*"), *fixtures("several_inputs*")]


@pytest.fixture(params=MODELS, ids=lambda path: path.stem)
def converted(request, tmp_path):
    file = tmp_path / "model.qf"
    tools.convert(request.param, file)
    return request.param, file


def parsed(file):
    from tensorflow.lite.python import schema_py_generated as schema

    content = file.read_bytes()
    assert content[4:8] == b"TFL3"
    return content, schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))


def test_flatc_reads_it(converted, tmp_path):
    if shutil.which("flatc") is None:
        pytest.skip("flatc is not installed")
    schema = next(SCHEMA.glob("*.fbs"))
    source, file = converted
    if source.stem == "glyphs":
        pytest.skip("flatc takes too long to spell out sixteen megabytes")
    subprocess.run(
        ["flatc", "--json", "--raw-binary", "--strict-json", "-o", tmp_path, schema, "--", file], check=True)
    model = json.loads((tmp_path / "model.json").read_text(errors="replace"))
    assert model["version"] == 3
    assert len(model["subgraphs"]) == 1


def test_schema_reads_it(converted):
    source, file = converted
    content, model = parsed(file)
    graph = model.subgraphs[0]
    assert model.version == 3 and len(model.subgraphs) == 1
    for port in [*graph.inputs, *graph.outputs]:
        tensor = graph.tensors[port]
        assert tensor.shapeSignature is not None and tensor.shapeSignature[0] == -1
        assert tensor.shape[0] == 1 and list(tensor.shapeSignature[1:]) == list(tensor.shape[1:])
    assert [signature.signatureKey for signature in model.signatureDefs] == [b"serving_default"]
    assert {definition.tensorIndex for definition in model.signatureDefs[0].inputs} == set(graph.inputs)
    assert {definition.tensorIndex for definition in model.signatureDefs[0].outputs} == set(graph.outputs)


def test_buffers_are_aligned_and_stored_once(converted):
    _, file = converted
    from tensorflow.lite.python import schema_py_generated as schema

    content, model = parsed(file)
    root = schema.Model.GetRootAs(content, 0)
    seen = {}
    assert model.buffers[0].data is None or len(model.buffers[0].data) == 0
    for index in range(root.BuffersLength()):
        buffer = root.Buffers(index)
        if buffer.DataLength() == 0:
            continue
        data = buffer.DataAsNumpy()
        start = data.__array_interface__["data"][0] - np.frombuffer(content, np.uint8).__array_interface__["data"][0]
        assert start % 16 == 0, f"buffer {index} starts at {start}"
        assert seen.setdefault(data.tobytes(), index) == index, f"buffer {index} repeats {seen[data.tobytes()]}"


def test_metadata_says_where_it_came_from(converted):
    import hashlib

    source, file = converted
    _, model = parsed(file)
    texts = [bytes(model.buffers[item.buffer].data) for item in model.metadata]
    digest = hashlib.sha256(source.read_bytes()).hexdigest().encode()
    assert any(digest in text for text in texts)


def test_tensorflow_analyzes_it(converted):
    import tensorflow as tf

    _, file = converted
    tf.lite.experimental.Analyzer.analyze(model_path=str(file))


@pytest.mark.parametrize("name", ["digits", "glyphs"])
def test_h5dump_reads_the_samples(name):
    if shutil.which("h5dump") is None:
        pytest.skip("h5dump is not installed")
    for file in [SAMPLES / f"{name}.h5", SAMPLES / f"{name}.data.h5"]:
        subprocess.run(["h5dump", "-H", file], check=True, capture_output=True)
