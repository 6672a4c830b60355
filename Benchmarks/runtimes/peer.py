"""Peers with a Python interface, each in a process that takes commands by lines."""

import json
import pathlib
import subprocess
import sys

WORKER = pathlib.Path(__file__).with_name("worker.py")
WARM_UP = 5


class Peer:
    def __init__(self, tool, file, threads):
        self.process = subprocess.Popen(
            [sys.executable, WORKER, self.module, file, str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        self.opening = self._answer()

    def turn(self, runs):
        """Milliseconds of the median of some runs."""
        self.process.stdin.write(f"{WARM_UP} {runs}\n")
        self.process.stdin.flush()
        times = sorted(self._answer()["times_ms"])
        return times[len(times) // 2]

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.title} ended with {self.process.wait()}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class LiteRT(Peer):
    title, module = "LiteRT", "litert"


class OpenVINO(Peer):
    title, module = "OpenVINO", "openvino"
