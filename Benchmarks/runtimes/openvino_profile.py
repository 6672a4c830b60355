"""openvino_profile.py FILE THREADS RUNS: how long OpenVINO takes for each operator, as JSON [{"operator", "layer", "ms"}]."""

import json
import statistics
import sys

import openvino_session
from worker import noise

WARM_UP = 5


def main():
    file, threads, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    session = openvino_session.Session(file, threads, noise, {"PERF_COUNT": True})
    for _ in range(WARM_UP):
        session.run()
    operators, times = {}, {}
    for _ in range(runs):
        session.run()
        for info in session.request.get_profiling_info():
            if info.status != info.Status.EXECUTED:
                continue
            operators[info.node_name] = f"{info.node_type} {info.exec_type}"
            times.setdefault(info.node_name, []).append(info.real_time.total_seconds() * 1e3)
    print(json.dumps([
        {"operator": operators[name], "layer": name, "ms": statistics.median(measured)}
        for name, measured in times.items()]))


if __name__ == "__main__":
    main()
