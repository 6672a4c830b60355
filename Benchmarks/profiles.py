"""Where the time of an inference goes, operator by operator, in each runtime.

All rows of all runtimes go into files beside the models; the tables sum them up by kinds that the runtimes share.
"""

import json
import pathlib
import subprocess
import sys

import models
from runtimes import RUNTIMES
from tables import row

RUNS = 50
FOLDER = models.CACHE / "profiles"
SCRIPTS = pathlib.Path(__file__).resolve().parent / "runtimes"

# The first word that an operator's name has makes its kind; the rest is small.
KINDS = {
    "depthwise convolution": ["DEPTHWISE_CONV_2D", "DWConv", "GroupConvolution", "_dw_"],
    "product, convolution": ["CONV_2D", "FULLY_CONNECTED", "IGEMM", "GEMM", "GEMV", "Convolution", "FullyConnected", "MatMul"],
    "activation": ["LOGISTIC", "HARD_SWISH", "Sigmoid", "Swish", "HSwish", "HardSwish", "Clamp", "RELU", "Softmax", "SOFTMAX"],
    "addition, multiplication": ["ADD", "MUL", "Add", "Multiply", "Eltwise", "Subgraph", "Subtract"],
    "mean, pooling": ["MEAN", "POOL", "Mean", "Pool", "Reduce"],
    "conversion, layout": [
        "QUANTIZE", "DEQUANTIZE", "FakeQuantize", "Reorder", "Transpose", "Convert", "PAD", "Pad", "RESHAPE", "Reshape"],
}
OTHERS = "others"


def measure(tool, name, precision, threads, runtimes):
    """Of each runtime the rows [{"operator", "layer", "ms"}] in the order in which they run."""
    print(f"profiling {models.title(name, precision)}, {precision}, on {threads} threads", file=sys.stderr)
    file = models.file(name, precision, tool)
    rows = {key: _ours(tool, file, threads) if key == "qconv" else _peer(key, file, threads) for key in runtimes}
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}-{precision}-{threads}.md").write_text(_listing(name, precision, threads, rows))
    return rows


def table(precision, rows):
    """Lines of Markdown for measurements [(name, threads, rows of each runtime)]."""
    runtimes = list(rows[0][2])
    kinds = [*KINDS, OTHERS]
    lines = [row(["model", "threads", "runtime", *[f"{kind}, ms" for kind in kinds], "sum"]), row(["---"] * (len(kinds) + 4))]
    for name, threads, profiles in rows:
        for key in runtimes:
            sums = dict.fromkeys(kinds, 0.0)
            for step in profiles[key]:
                sums[_kind(step["operator"])] += step["ms"]
            cells = [f"{sums[kind]:.2f}" for kind in kinds] + [f"{sum(sums.values()):.2f}"]
            lines.append(row([models.title(name, precision), str(threads), RUNTIMES[key].title, *cells]))
    return lines


def _kind(operator):
    return next((kind for kind, words in KINDS.items() if any(word in operator for word in words)), OTHERS)


def _ours(tool, file, threads):
    finished = subprocess.run(
        [tool, "bench", file, "--profile", "--runs", str(RUNS), "--threads", str(threads), "--json"], check=True,
        capture_output=True, text=True)
    steps = json.loads(finished.stdout)["models"][0]["profile"]["steps"]
    return [
        {"operator": " + ".join([step["kind"], *_others(step)]), "layer": step["layer"], "ms": step["work"]["ms"]}
        for step in steps]


def _others(step):
    """The operators of a step beside the one that its kind names."""
    names = list(step["operators"])
    names.remove(step["kind"].split()[0])
    return names


def _peer(key, file, threads):
    finished = subprocess.run(
        [sys.executable, SCRIPTS / f"{key}_profile.py", file, str(threads), str(RUNS)], capture_output=True, text=True)
    if finished.returncode != 0:
        raise RuntimeError(f"the profile of {key} failed: {finished.stderr[-2000:]}")
    return json.loads(finished.stdout)


def _listing(name, precision, threads, rows):
    lines = [f"# {models.title(name, precision)}, {precision}, {threads} threads"]
    for key, steps in rows.items():
        lines += ["", f"## {RUNTIMES[key].title}", "", row(["operator", "layer", "ms"]), row(["---"] * 3)]
        lines += [row([step["operator"], step["layer"], f"{step['ms']:.3f}"]) for step in steps]
    return "\n".join(lines) + "\n"
