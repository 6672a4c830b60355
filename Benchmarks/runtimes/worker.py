"""worker.py MODULE FILE THREADS: runs a model in turns, with the `Session` of a module beside this one.

The first line of output says how long it took from opening the file to the first result, and how much memory the process
had before; then comes a line with the times of all runs for each line of input, which is their number.
"""

import gc
import importlib
import json
import pathlib
import sys
import time

import numpy as np

WARM_UP = 3


def bytes_in_memory():
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise LookupError("VmRSS")


def noise(shape, dtype):
    rng = np.random.default_rng(1)
    if np.issubdtype(dtype, np.floating):
        return rng.uniform(0, 255, shape).astype(dtype)
    return rng.integers(np.iinfo(dtype).min, np.iinfo(dtype).max, shape, dtype=dtype, endpoint=True)


def answer(content):
    print(json.dumps(content), flush=True)


def elapsed(call):
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1e3


def main():
    runtime = importlib.import_module(sys.argv[1])
    file, threads = sys.argv[2], int(sys.argv[3])
    gc.collect()
    before = bytes_in_memory()
    # The most memory that the process had is counted anew from here.
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    started = time.perf_counter()
    session = runtime.Session(file, threads, noise)
    session.run()
    answer({"first_result_ms": (time.perf_counter() - started) * 1e3, "bytes_before": before})
    for line in sys.stdin:
        for _ in range(WARM_UP):
            session.run()
        answer({"times_ms": [elapsed(session.run) for _ in range(int(line))]})


if __name__ == "__main__":
    main()
