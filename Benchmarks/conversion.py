"""How long a conversion takes and how much memory, against TensorFlow's converter."""

import pathlib
import statistics
import sys

from processes import measured

REPETITIONS = 15
PEER_REPETITIONS = 3

# What follows the model on our command line, and what follows it on that of tensorflow_convert.py.
PRECISIONS = {
    "FP32": ([], []),
    "INT8, calibrated on 8 % of its data": (["--int8", "--calib", "0.08"], ["0.08"]),
}


def measure(tool, model, folder):
    """Lines of Markdown."""
    sections = [measure_precision(name, tool, model, folder) for name in PRECISIONS]
    return [line for section in sections for line in ["", *section]][1:]


def measure_precision(name, tool, model, folder):
    options, peer_options = PRECISIONS[name]
    ours, theirs = folder / "ours.qf", folder / "theirs.tflite"
    peer = [sys.executable, pathlib.Path(__file__).with_name("tensorflow_convert.py"), model, theirs, *peer_options]
    rounds = []
    for _ in range(PEER_REPETITIONS):
        print("converting", file=sys.stderr)
        mine = [measured([tool, model, *options, "--no-verify", "-o", ours]) for _ in range(REPETITIONS // PEER_REPETITIONS)]
        rounds.append((mine, measured(peer)))
    mine = [run for block, _ in rounds for run in block]
    peers = [run for _, run in rounds]

    def row(title, runs, size):
        seconds = statistics.median(run[0] for run in runs)
        peak = max(run[1] for run in runs)
        return f"| {title} | {seconds:.3f} | {min(run[0] for run in runs):.3f} | {peak / 1e6:.0f} | {size:,} |"

    speeds = [theirs[0] / statistics.median(run[0] for run in block) for block, theirs in rounds]
    memory = max(run[1] for run in peers) / max(run[1] for run in mine)
    source = model.stat().st_size
    return [
        f"## Converting {model.name} ({source:,} bytes) to {name}",
        "",
        "| | seconds, median | seconds, best | peak memory, MB | bytes written |",
        "|---|---|---|---|---|",
        row("qconv", mine, ours.stat().st_size),
        row("TensorFlow's converter", peers, theirs.stat().st_size),
        "",
        f"qconv takes {statistics.median(speeds):.0f} times less time [{min(speeds):.0f}-{max(speeds):.0f}] and "
        f"{memory:.0f} times less memory; its peak is {max(run[1] for run in mine) / source:.2f} times the file. "
        "TensorFlow's time includes loading TensorFlow, as it does for whoever runs it.",
    ]
