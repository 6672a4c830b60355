"""A process that runs one model in turns: a line with a number of runs goes in, a line of JSON with their times comes out."""

import json
import pathlib
import statistics
import subprocess
import time


class Runtime:
    """Subclasses have a `title` and a `command` that starts the process."""

    def __init__(self, tool, file, threads):
        started = time.perf_counter()
        self.process = subprocess.Popen(
            self.command(tool, file, threads), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        opening = self._answer()
        # Milliseconds from the start of the process, and from opening the file, to the first result.
        self.process_ms = (time.perf_counter() - started) * 1e3
        self.first_result_ms = opening["first_result_ms"]
        # Bytes that the process had in memory before it opened the file; 0 where that is not told apart.
        self.bytes_before = opening.get("bytes_before", 0)

    def turn(self, runs):
        """Milliseconds of the median of some runs."""
        self.process.stdin.write(f"{runs}\n")
        self.process.stdin.flush()
        return statistics.median(self._answer()["times_ms"])

    def peak_bytes(self):
        """The most memory that the process had, what it had before it opened the file aside."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 - self.bytes_before
        raise LookupError("VmHWM")

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.title} ended with {self.process.wait()}")
        return json.loads(line)
