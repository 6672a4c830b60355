"""Measures qconv against its peers: TensorFlow's converter for conversion, LiteRT with XNNPACK for inference.

What is compared runs alternately, in several rounds, because a machine's speed changes from minute to minute: the ratio
within a round says more than any single time.
"""

import argparse
import os
import pathlib
import platform
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import conversion
import inference
import models

ROOT = pathlib.Path(__file__).resolve().parents[1]


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def parse():
    parser = argparse.ArgumentParser(
        prog="Benchmarks/run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=["all", "conversion", "inference"], default="all")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--runs", type=int, default=100, help="timed runs of a model in one round (default 100)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that alternate between the two (default 5)")
    parser.add_argument(
        "--models", nargs="+", default=list(models.NETWORKS), choices=list(models.NETWORKS), metavar="MODEL",
        help=f"of {', '.join(models.NETWORKS)} (default: all)")
    parser.add_argument(
        "--output", type=pathlib.Path, nargs="?", const=ROOT / "docs/performance.md",
        help="also write the tables to a file (default docs/performance.md)")
    return parser.parse_args()


def main():
    arguments = parse()
    tool = pathlib.Path(os.environ.get("QCONV_BIN", ROOT / ".build/programs/release")) / "qconv"
    if not tool.exists():
        sys.exit(f"{tool} is not there: run make build, or set QCONV_BIN")
    sections = [
        "# Performance",
        "",
        "Made by `Benchmarks/run --output`. A ratio above 1 says that qconv is faster; the range in",
        "brackets is the lowest and the highest of the rounds. A wide range means that other programs were running.",
        "",
        f"Machine: {processor()}, {os.cpu_count()} processors. {models.versions()}.",
    ]
    with tempfile.TemporaryDirectory(prefix="qconv-bench-") as folder:
        folder = pathlib.Path(folder)
        if arguments.part in ("all", "conversion"):
            sections += ["", *conversion.measure(tool, ROOT / "samples/glyphs.h5", folder)]
        if arguments.part in ("all", "inference"):
            files = {name: models.converted(name, tool, ROOT, folder) for name in arguments.models}
            for precision in ["FP32", "INT8"]:
                chosen = {name: made[precision] for name, made in files.items()}
                sections += [
                    "",
                    *inference.measure(
                        precision, tool, chosen, arguments.threads, arguments.runs, arguments.rounds),
                ]
    text = "\n".join(sections) + "\n"
    print(text)
    if arguments.output:
        arguments.output.parent.mkdir(parents=True, exist_ok=True)
        arguments.output.write_text(text)


if __name__ == "__main__":
    main()
