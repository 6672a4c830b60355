"""The engine of qconv."""

import json
import subprocess

WARM_UP = 5


class Engine:
    title = "qconv"

    def __init__(self, tool, file, threads):
        self.command = [tool, "bench", file, "--threads", str(threads), "--warmup", str(WARM_UP), "--json"]

    def turn(self, runs):
        """Milliseconds of the median of some runs."""
        finished = subprocess.run([*self.command, "--runs", str(runs)], check=True, capture_output=True, text=True)
        return json.loads(finished.stdout)["models"][0]["median_ms"]

    def close(self):
        pass
