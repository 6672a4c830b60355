#!/usr/bin/env python3
"""Makes Tests/Fixtures/conformance: small models as Keras saves them, with inputs and what Keras makes of them.

    make_conformance_fixtures.py [--output Tests/Fixtures/conformance] [--only PATTERN]

Each model is NAME.tf_keras.h5 or NAME.keras3.h5, by what saved it, and some are NAME.*.keras, too; beside it, NAME.*.npz has the arrays
`input/<Keras input name>` (batch of 3) and `output/<Keras output name>`. Everything is seeded by the model's name.
Needs tensorflow, tf_keras, keras 3 and h5py.
"""

import argparse
import fnmatch
import os
import pathlib
import zlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Results then do not depend on which oneDNN kernels a processor gets.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import absl.logging
import keras
import numpy as np
import tf_keras

import keras_archives
from conformance import activations, arrays, convolutions, folding, formats, networks, topologies, weights
from conformance.case import KERAS3, TF_KERAS

absl.logging.set_verbosity(absl.logging.ERROR)

SUITES = {
    "layers": [*convolutions.CASES, *activations.CASES, *arrays.CASES],
    "folding": folding.CASES,
    "topologies": topologies.CASES,
    "networks": networks.CASES,
}
# Models that are saved as `.keras` files, too: what such files say in other ways than HDF5 files do.
ARCHIVED = {
    "dense", "prelu_shared_1_2", "normalization_adapted", "normalization_given", "nested_functional",
    "nested_in_sequential", "nested_sequential", "nested_shared", "nested_twice", "nested_with_two_inputs",
    "nested_with_two_outputs", "shared_layer", "layer_applied_to_itself", "operators_on_two_values",
    "operators_with_constants", "output_twice", "sequential_built_later", "sequential_input_shape",
    "sequential_with_input", "several_inputs_and_outputs", "mobilenet_v3_small",
}
MODULES = {TF_KERAS: tf_keras, KERAS3: keras}
BATCH = 3


def layer_names(tensors):
    """Names of input or output layers, made unique as Keras does it."""
    names = []
    for tensor in tensors:
        history = tensor._keras_history
        base = (history.layer if hasattr(history, "layer") else history.operation).name
        name, count = base, 0
        while name in names:
            count += 1
            name = f"{base}_{count}"
        names.append(name)
    return names


def run(model, names, inputs):
    """The model's outputs by name."""
    result = model([inputs[name] for name in names] if len(names) > 1 else inputs[names[0]], training=False)
    results = list(result) if isinstance(result, (list, tuple)) else [result]
    return {name: np.asarray(value) for name, value in zip(layer_names(model.outputs), results, strict=True)}


def make(case, saver, folder):
    module = MODULES[saver]
    module.backend.clear_session()
    rng = np.random.default_rng(zlib.crc32(case.name.encode()))
    model = case.build(module)
    weights.randomize(model, rng)

    names = layer_names(model.inputs)
    shapes = [(BATCH, *tensor.shape[1:]) for tensor in model.inputs]
    make_inputs = case.inputs or weights.normal
    if case.settles_statistics:
        many = make_inputs(rng, {name: (24, *shape[1:]) for name, shape in zip(names, shapes)})
        weights.settle(model, [many[name] for name in names] if len(names) > 1 else many[names[0]], rng)
    inputs = make_inputs(rng, dict(zip(names, shapes)))

    outputs = run(model, names, inputs)
    for name, value in outputs.items():
        assert np.isfinite(value).all(), f"{case.name}: {name} is not finite"
        assert value.size < 16 or value.std() > 1e-3, f"{case.name}: {name} hardly varies"

    stem = folder / f"{case.name}.{saver}"
    model.save(f"{stem}.h5", include_optimizer=False)
    if case.name in ARCHIVED:
        keras_archives.save(model, f"{stem}.keras")
    if saver == TF_KERAS or case.keras3_reads_back:
        loaded = run(module.models.load_model(f"{stem}.h5", compile=False), names, inputs)
        for name, value in outputs.items():
            np.testing.assert_allclose(loaded[name], value, atol=1e-6, rtol=1e-6, err_msg=f"{case.name}: {name}")
    arrays = {f"input/{name}": value for name, value in inputs.items()}
    arrays.update({f"output/{name}": value for name, value in outputs.items()})
    np.savez_compressed(f"{stem}.npz", **arrays)
    span = max(np.abs(value).max() for value in outputs.values())
    print(f"{stem.name}: {model.count_params()} parameters, {os.path.getsize(f'{stem}.h5')} bytes, largest {span:.3g}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--output", type=pathlib.Path, default=pathlib.Path(__file__).parents[1] / "Tests/Fixtures/conformance")
    parser.add_argument("--only", default="*", help="a shell pattern that names of models must match")
    arguments = parser.parse_args()
    for suite, cases in SUITES.items():
        folder = arguments.output / suite
        folder.mkdir(parents=True, exist_ok=True)
        names = [case.name for case in cases]
        assert len(set(names)) == len(names), f"{suite} has a name twice"
        for case in cases:
            if fnmatch.fnmatch(case.name, arguments.only):
                for saver in case.savers:
                    make(case, saver, folder)
    formats.make(arguments.output / "formats", arguments.only)


if __name__ == "__main__":
    main()
