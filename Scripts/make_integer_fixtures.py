#!/usr/bin/env python3
"""Writes the fixtures of IntegerConformanceTests (Tests/Fixtures/integer): random models of one quantized operator each
with the numbers that LiteRT gives on its default path, one archive for each operator.

Needs what Tests/Interoperability/requirements.txt lists; run it once, the results are committed:

    python3 Scripts/make_integer_fixtures.py [OPERATOR...]

In an archive, `models`, `inputs` and `outputs` are the bytes of all cases, one behind the other, and `sizes` says how
many bytes of models each has; a model says the rest. `refused.npz` holds files alone, by what is wrong with them. What
is printed is the table of docs/decisions/014-integer-oracle.md.
"""

import collections
import pathlib
import sys

import numpy as np

from integer_operators import oracle
from integer_operators.operators import OPERATORS, REFUSED, models
from integer_operators.refusals import REFUSALS

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "integer"
ENOUGH_CASES, ENOUGH_ELEMENTS, MOST_CASES, MOST_BYTES = 14, 2500, 30, 6000


def cases(name):
    """Models that LiteRT runs, their outputs, and whether XNNPACK computed them; as many as the tests need."""
    count = elements = 0
    for model in models(name, 200):
        if sum(array.nbytes for array in model.inputs.values()) > MOST_BYTES:
            continue
        content = model.content()
        try:
            outputs, is_delegated = oracle.run(content, model.inputs)
        except oracle.Refused:
            continue
        if sum(array.nbytes for array in outputs.values()) > MOST_BYTES:
            continue
        yield content, model.inputs, outputs, is_delegated
        count, elements = count + 1, elements + sum(array.size for array in outputs.values())
        if (count >= ENOUGH_CASES and elements >= ENOUGH_ELEMENTS) or count == MOST_CASES:
            return


def bytes_of(content):
    return np.frombuffer(content, np.uint8)


def write(name):
    files, given, made = [], b"", b""
    kernels, elements, differing, worst = collections.Counter(), 0, 0, 0
    for content, inputs, outputs, is_delegated in cases(name):
        files.append(content)
        given += b"".join(value.tobytes() for value in inputs.values())
        made += b"".join(value.tobytes() for value in outputs.values())
        kernels["XNNPACK" if is_delegated else "reference"] += 1
        try:
            plain, _ = oracle.run(content, inputs, has_delegate=False)
        except oracle.Refused:
            # A grouped hybrid convolution with one scale, which XNNPACK alone computes.
            plain = outputs
        for key, value in outputs.items():
            step, count = oracle.largest_step(plain[key], value)
            elements, differing, worst = elements + value.size, differing + count, max(worst, step)
    np.savez_compressed(
        FOLDER / f"{name}.npz", sizes=np.int32([len(file) for file in files]), models=bytes_of(b"".join(files)),
        inputs=bytes_of(given), outputs=bytes_of(made))
    whose = ", ".join(f"{kernel} {count}" for kernel, count in sorted(kernels.items()))
    print(f"| {name} | {whose} | {elements} | {differing} | {worst:.3g} |", flush=True)


def write_refusals():
    arrays = {}
    for name, build in REFUSALS.items():
        model = build()
        try:
            oracle.run(model.content(), model.inputs)
        except oracle.Refused as reason:
            arrays[name] = bytes_of(model.content())
            print(f"- {name}: {reason}")
        else:
            sys.exit(f"LiteRT runs {name}")
    np.savez_compressed(FOLDER / "refused.npz", **arrays)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    names = sys.argv[1:] or [name for name in OPERATORS if name not in REFUSED]
    for name in names:
        write(name)
    if not sys.argv[1:]:
        write_refusals()


if __name__ == "__main__":
    main()
