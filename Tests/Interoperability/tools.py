"""The programs under test, run as a person runs them."""

import json
import subprocess
import sys

import numpy as np

from locations import ROOT, TOOLS


def finished(program, *arguments):
    """A program that has ended well: its text on standard output."""
    return _ended_well(program, arguments).stdout


def finished_with_warnings(program, *arguments):
    """A program that has ended well: its text on standard error."""
    return _ended_well(program, arguments).stderr


def _ended_well(program, arguments):
    result = subprocess.run([TOOLS / program, *map(str, arguments)], capture_output=True, text=True)
    assert result.returncode == 0, (
        f"{program} {' '.join(map(str, arguments))}: status {result.returncode}: {result.stderr}")
    return result


def failed(program, *arguments):
    """Exit status and message of a program that has to fail."""
    result = subprocess.run([TOOLS / program, *map(str, arguments)], capture_output=True, text=True)
    assert result.returncode != 0, f"{program} {' '.join(map(str, arguments))} succeeded"
    return result.returncode, result.stderr


def convert(model, output):
    finished("qconv", model, "--no-verify", "-o", output)


def peak_bytes_of_conversion(model, output):
    report = output.with_suffix(".json")
    subprocess.run(
        [sys.executable, "-S", ROOT / "Scripts/measured_run.py", report, TOOLS / "qconv", model, "--no-verify", "-o", output],
        check=True, stdout=subprocess.DEVNULL)
    return json.loads(report.read_text())["peak_bytes"]


def inspect(path, *options):
    return json.loads(finished("qinspect", "--json", path, *options))


def run(model, inputs, folder, intermediates=False):
    """What `qconv run` makes of `inputs` (arrays by name), as arrays by name."""
    given, made = folder / "given.npz", folder / "made.npz"
    np.savez(given, **inputs)
    made.unlink(missing_ok=True)
    options = ["--intermediates"] if intermediates else []
    finished("qconv", "run", model, "--input", given, "--output", made, *options)
    with np.load(made) as arrays:
        return {name: arrays[name] for name in arrays.files}
