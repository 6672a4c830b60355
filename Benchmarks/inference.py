"""How long one inference takes at batch 1, against LiteRT with XNNPACK on the same file."""

import json
import statistics
import subprocess
import sys
import time

import numpy as np
from ai_edge_litert.interpreter import Interpreter

WARM_UP = 20


class Peer:
    """LiteRT as it is out of the box, which means with XNNPACK."""

    def __init__(self, file, threads):
        self.interpreter = Interpreter(model_path=str(file), num_threads=threads)
        self.interpreter.allocate_tensors()
        for detail in self.interpreter.get_input_details():
            values = np.random.default_rng(1).uniform(0, 255, detail["shape"]).astype(np.float32)
            self.interpreter.set_tensor(detail["index"], values)

    def median(self, runs):
        for _ in range(WARM_UP):
            self.interpreter.invoke()
        times = []
        for _ in range(runs):
            started = time.perf_counter()
            self.interpreter.invoke()
            times.append(time.perf_counter() - started)
        return statistics.median(times) * 1000


def ours(tool, file, threads, runs):
    finished = subprocess.run(
        [tool, "bench", file, "--threads", str(threads), "--runs", str(runs), "--json"], check=True,
        capture_output=True, text=True)
    return json.loads(finished.stdout)["models"][0]["median_ms"]


def measure(precision, tool, files, thread_counts, runs, rounds):
    """Lines of Markdown."""
    lines = [
        f"## Inference at batch 1, {precision}",
        "",
        f"The same file in both. Medians of {rounds} rounds of {runs} runs each; the two take turns.",
        "",
        "| model | threads | qconv, ms | LiteRT, ms | LiteRT / qconv |",
        "|---|---|---|---|---|",
    ]
    for name, file in files.items():
        for threads in thread_counts:
            print(f"running {name} in {precision} on {threads} threads", file=sys.stderr)
            peer = Peer(file, threads)
            pairs = []
            for index in range(rounds):
                # Who goes first changes, so that neither always finds the warmer machine.
                if index % 2 == 0:
                    mine = ours(tool, file, threads, runs)
                    theirs = peer.median(runs)
                else:
                    theirs = peer.median(runs)
                    mine = ours(tool, file, threads, runs)
                pairs.append((mine, theirs))
            del peer
            ratios = [theirs / mine for mine, theirs in pairs]
            mine, theirs = (statistics.median(values) for values in zip(*pairs))
            lines.append(
                f"| {name} | {threads} | {mine:.2f} | {theirs:.2f} | {statistics.median(ratios):.2f} "
                f"[{min(ratios):.2f}-{max(ratios):.2f}] |")
    return lines
