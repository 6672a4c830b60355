"""worker.py RUNTIME FILE THREADS: runs a model in turns, as many times as each line of the standard input says.

The first line of output says how long it took from opening the file to the first result and how much memory the process
took for it; then a line for each line of input, which holds two numbers: runs before and runs that are timed.
"""

import gc
import importlib
import json
import pathlib
import sys
import time

import numpy as np


def memory(key):
    """A figure of this process in bytes: `VmRSS` is what it has in memory, `VmHWM` the most that it had."""
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1]) * 1024
    raise LookupError(key)


def noise(shape, dtype):
    rng = np.random.default_rng(1)
    if np.issubdtype(dtype, np.floating):
        return rng.uniform(0, 255, shape).astype(dtype)
    return rng.integers(np.iinfo(dtype).min, np.iinfo(dtype).max, shape, dtype=dtype, endpoint=True)


def answer(content):
    print(json.dumps(content), flush=True)


def main():
    runtime = importlib.import_module(f"{sys.argv[1]}_session")
    file, threads = sys.argv[2], int(sys.argv[3])
    gc.collect()
    # Makes what the process has now the most that it had.
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    before = memory("VmRSS")
    started = time.perf_counter()
    session = runtime.Session(file, threads, noise)
    session.run()
    elapsed = time.perf_counter() - started
    answer({"first_result_ms": elapsed * 1e3, "model_bytes": memory("VmHWM") - before})
    for line in sys.stdin:
        warm_up, runs = (int(word) for word in line.split())
        for _ in range(warm_up):
            session.run()
        times = []
        for _ in range(runs):
            started = time.perf_counter()
            session.run()
            times.append((time.perf_counter() - started) * 1e3)
        answer({"times_ms": times, "model_bytes": memory("VmHWM") - before})


if __name__ == "__main__":
    main()
