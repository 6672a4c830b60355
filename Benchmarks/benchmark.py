"""Measures qconv against its peers: TensorFlow's converter for conversion, LiteRT and OpenVINO for inference.

What is compared takes turns, in several rounds, because a machine's speed changes from minute to minute: the ratio within
a round says more than any single time. The models are made on the first run and kept under .build/bench.
"""

import argparse
import os
import pathlib
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import conversion
import inference
import machine
import models
from runtimes import RUNTIMES

PARTS = ["conversion", "inference"]


def parse():
    parser = argparse.ArgumentParser(
        prog="Benchmarks/run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)

    def choice(name, choices, what):
        parser.add_argument(
            name, nargs="+", default=list(choices), choices=list(choices), metavar=name.strip("-").upper(),
            help=f"{what}, of {', '.join(choices)} (default: all)")

    choice("--parts", PARTS, "what to measure")
    choice("--models", models.NETWORKS, "networks")
    choice("--precisions", models.PRECISIONS, "precisions")
    choice("--runtimes", RUNTIMES, "what runs the models")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--runs", type=int, default=20, help="least runs of a model in one turn (default 20)")
    parser.add_argument("--rounds", type=int, default=7, help="rounds, in each of which all take a turn (default 7)")
    parser.add_argument(
        "--output", type=pathlib.Path, nargs="?", const=models.ROOT / "docs/performance.md",
        help="also write the tables to a file (default docs/performance.md)")
    return parser.parse_args()


def inference_sections(arguments, tool):
    lines = [
        "", "## Inference at batch 1", "",
        f"The same file in all. Medians of {arguments.rounds} turns of at least {arguments.runs} runs each. A ratio is the "
        "median of those within each round, with the lowest and the highest in brackets: above 1 qconv is faster.",
    ]
    for precision in arguments.precisions:
        rows = [
            (name, threads, inference.measure(
                tool, name, precision, threads, arguments.runtimes, arguments.rounds, arguments.runs))
            for name, _ in models.pairs(arguments.models, [precision]) for threads in arguments.threads]
        if rows:
            lines += ["", f"### {models.PRECISIONS[precision][0]}", "", *inference.table(precision, rows)]
    return lines


def main():
    arguments = parse()
    tool = pathlib.Path(os.environ.get("QCONV_BIN", models.ROOT / ".build/programs/release")) / "qconv"
    if not tool.exists():
        sys.exit(f"{tool} is not there: run make build, or set QCONV_BIN")
    lines = ["# Performance", "", "Made by `Benchmarks/run --output`.", "", machine.describe()]
    if "conversion" in arguments.parts:
        with tempfile.TemporaryDirectory(prefix="qconv-bench-") as folder:
            lines += ["", *conversion.measure(tool, models.SAMPLE, pathlib.Path(folder))]
    if "inference" in arguments.parts:
        lines += inference_sections(arguments, tool)
    text = "\n".join(lines) + "\n"
    print(text)
    if arguments.output:
        arguments.output.parent.mkdir(parents=True, exist_ok=True)
        arguments.output.write_text(text)


if __name__ == "__main__":
    main()
