"""The programs under test, run as a person runs them."""

import json
import os
import subprocess
import time

import numpy as np

from locations import TOOLS


class Finished:
    """A program that has run: what it said, how it ended, what it took."""

    def __init__(self, arguments, directory=None):
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(argument) for argument in arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=directory)
        # The pipes are drained before the wait, so that a chatty program does not block.
        self.output, self.errors = process.stdout.read(), process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = self.status = os.waitstatus_to_exitcode(status)
        self.seconds = time.perf_counter() - started
        self.peak_bytes = usage.ru_maxrss * 1024


def qconv(*arguments):
    finished = Finished([TOOLS / "qconv", *arguments])
    assert finished.status == 0, f"qconv {' '.join(map(str, arguments))}: status {finished.status}: {finished.errors}"
    return finished


def convert(model, output):
    return qconv(model, "-o", output)


def inspect(path):
    finished = Finished([TOOLS / "qinspect", "--json", path])
    assert finished.status == 0, f"qinspect {path}: status {finished.status}: {finished.errors}"
    return json.loads(finished.output)


def run(model, inputs, folder, intermediates=False):
    """What `qconv run` makes of `inputs` (arrays by name), as arrays by name."""
    given, made = folder / "given.npz", folder / "made.npz"
    np.savez(given, **inputs)
    made.unlink(missing_ok=True)
    qconv("run", model, "--input", given, "--output", made, *(["--intermediates"] if intermediates else []))
    with np.load(made) as arrays:
        return {name: arrays[name] for name in arrays.files}
