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
import inspection
import machine
import models
import profiles
import startup
from results import Results
from runtimes import RUNTIMES

PARTS = ["inference", "startup", "profile", "conversion", "inspection"]


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
        "--resume", action="store_true",
        help="measure only what has not been measured with this build of qconv, and print all of it")
    parser.add_argument(
        "--output", type=pathlib.Path, nargs="?", const=models.ROOT / "docs/performance.md",
        help="also write the tables to a file (default docs/performance.md)")
    return parser.parse_args()


def by_precision(arguments, table, measure):
    """Lines of Markdown: a table for each precision, with what `measure` gives for a network, precision and threads."""
    lines = []
    for precision in arguments.precisions:
        rows = [
            (name, threads, measure(name, precision, threads))
            for name, _ in models.pairs(arguments.models, [precision]) for threads in arguments.threads]
        if rows:
            lines += ["", f"### {models.PRECISIONS[precision][0]}", "", *table(precision, rows)]
    return lines


def inference_section(arguments, tool, results):
    def measure(name, precision, threads):
        return results.get(
            lambda: inference.measure(
                tool, name, precision, threads, arguments.runtimes, arguments.rounds, arguments.runs),
            "inference", name, precision, threads, *arguments.runtimes, arguments.rounds, arguments.runs)

    return [
        "## Inference at batch 1", "",
        f"The same file in all. Medians of {arguments.rounds} turns of at least {arguments.runs} runs each; all take turns. "
        "A ratio is the median of those within each round, with the least and the greatest in brackets: above 1 qconv is "
        "faster. *Best peer* is the ratio to the faster of the peers in each round.",
        *by_precision(arguments, inference.table, measure)]


def startup_section(arguments, tool, results):
    def measure(name, precision, threads):
        return results.get(
            lambda: startup.measure(tool, name, precision, threads, arguments.runtimes),
            "startup", name, precision, threads, *arguments.runtimes)

    return [
        "## From opening the file to the first result", "",
        f"Each in {startup.ROUNDS} new processes, with the file in the system's cache; medians. The time counts from opening "
        "the file, when Python and the peer are loaded already; for qconv the time from the start of its process stands "
        "beside it. Memory is the peak of the process; for the peers what they and Python had in memory before they opened "
        "the file is taken off, for qconv nothing is.",
        *by_precision(arguments, startup.table, measure)]


def profile_section(arguments, tool, results):
    def measure(name, precision, threads):
        return results.get(
            lambda: profiles.measure(tool, name, precision, threads, arguments.runtimes),
            "profile", name, precision, threads, *arguments.runtimes)

    return [
        "## Where the time goes", "",
        "Milliseconds by kinds of operators; a step with several of them counts where most of its work is, so that an "
        "activation which is part of a convolution counts there. Each runtime by its own profiler, which takes time itself. "
        f"All operators are listed under `{profiles.FOLDER.relative_to(models.ROOT)}`.",
        *by_precision(arguments, profiles.table, measure)]


def conversion_section(arguments, tool, results):
    with tempfile.TemporaryDirectory(prefix="qconv-bench-") as folder:
        return results.get(lambda: conversion.measure(tool, models.SAMPLE, pathlib.Path(folder)), "conversion")


def inspection_section(_, tool, results):
    return [
        "## Inspecting", "",
        f"Medians of {inspection.ROUNDS} new processes each, which take turns, with the file in the system's cache.", "",
        *results.get(lambda: inspection.measure(tool), "inspection")]


def main():
    arguments = parse()
    tool = pathlib.Path(os.environ.get("QCONV_BIN", models.ROOT / ".build/programs/release")) / "qconv"
    if not tool.exists():
        sys.exit(f"{tool} is not there: run make build, or set QCONV_BIN")
    results = Results(tool, keeps=arguments.resume)
    sections = {
        "inference": inference_section, "startup": startup_section, "profile": profile_section,
        "conversion": conversion_section, "inspection": inspection_section,
    }
    lines = ["# Performance", "", "Made by `Benchmarks/run --output`.", "", machine.describe()]
    for part in arguments.parts:
        lines += ["", *sections[part](arguments, tool, results)]
    text = "\n".join(lines) + "\n"
    print(text)
    if arguments.output:
        arguments.output.parent.mkdir(parents=True, exist_ok=True)
        arguments.output.write_text(text)


if __name__ == "__main__":
    main()
