"""What every converted model has to pass."""

import numpy as np

import litert
import tools
from comparing import assert_close


def compare(actual, expected, what):
    assert sorted(actual) == sorted(expected), f"{what}: outputs {sorted(actual)} instead of {sorted(expected)}"
    for name, value in expected.items():
        assert_close(actual[name], value, f"{what}, output {name}")


def batches(inputs, is_batch_free=True):
    """The whole batch and, where the model allows it, its first sample alone; each with the size."""
    whole = len(next(iter(inputs.values())))
    sizes = [1, whole] if is_batch_free and whole > 1 else [whole]
    return [(size, {name: value[:size] for name, value in inputs.items()}) for size in sizes]


def judge(file, inputs, expected, folder, is_batch_free=True):
    """LiteRT gives what Keras gives, and our engine gives what LiteRT gives, outputs and intermediates."""
    delegated = litert.Model(file)
    plain = litert.Model(file, keeps_intermediates=True)
    for size, part in batches(inputs, is_batch_free):
        outputs = {name: value[:size] for name, value in expected.items()}
        theirs = delegated.run(part)
        compare(theirs, outputs, f"LiteRT against Keras at batch {size}")
        ours = tools.run(file, part, folder)
        compare(ours, theirs, f"engine against LiteRT at batch {size}")
        compare(ours, outputs, f"engine against Keras at batch {size}")

        compare_intermediates(plain, file, part, folder)


def compare_intermediates(plain, file, inputs, folder):
    """Every value that the engine keeps is what LiteRT has under that name. Returns how many there were."""
    outputs = plain.run(inputs)
    kept = tools.run(file, inputs, folder, intermediates=True)
    compared = 0
    for name, value in kept.items():
        # A port's name goes before a tensor's: the last call of a shared layer is an output named like its first.
        value_there = outputs[name] if name in outputs else plain.tensor(name)
        assert value_there is not None, f"LiteRT has no tensor {name}"
        assert_close(value, value_there, f"engine against LiteRT, tensor {name} of shape {value.shape}")
        compared += 1
    assert set(outputs) <= set(kept)
    return compared


def stored(path):
    """Inputs and Keras's outputs of a fixture."""
    inputs, outputs = {}, {}
    with np.load(path) as arrays:
        for key in arrays.files:
            kind, name = key.split("/", 1)
            (inputs if kind == "input" else outputs)[name] = arrays[key]
    return inputs, outputs
