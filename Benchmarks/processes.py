"""Running a program and knowing what it took."""

import json
import pathlib
import subprocess
import sys
import tempfile

MEASURE = pathlib.Path(__file__).resolve().parents[1] / "Scripts/measured_run.py"


def measured(command):
    """Seconds and peak bytes of memory of a program that has to succeed."""
    with tempfile.NamedTemporaryFile() as report:
        finished = subprocess.run(
            [sys.executable, "-S", MEASURE, report.name, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True)
        if finished.returncode != 0:
            raise RuntimeError(f"{command[0]} ended with {finished.returncode}: {finished.stderr[-2000:]}")
        figures = json.load(report)
    return figures["seconds"], figures["peak_bytes"]
