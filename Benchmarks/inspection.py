"""How long qinspect takes to show a file and how much memory, against programs that do nothing.

Each command takes turns with the others, because a machine's speed changes from minute to minute; times are from the start
of the process to its end, with the file in the system's cache.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import models
from processes import measured
from tables import row, time_text

ROUNDS = 101


def empty_programs(folder):
    """Programs that do nothing: in C, and in Swift with its library linked statically as in ours."""
    programs = {}
    for name, source, command in (
            ("empty program in C", "int main(void) { return 0; }\n", ["cc", "-O2", "empty.c", "-o", "empty-c"]),
            ("empty program in Swift", "", ["swiftc", "-O", "-static-stdlib", "empty.swift", "-o", "empty-swift"])):
        (folder / command[2 if command[0] == "cc" else 3]).write_text(source)
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        programs[name] = [folder / command[-1]]
    return programs


def milliseconds(command, null):
    started = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
    _, status = os.waitpid(child, 0)
    elapsed = 1e3 * (time.perf_counter() - started)
    if status != 0:
        raise RuntimeError(f"{command} ended with {os.waitstatus_to_exitcode(status)}")
    return elapsed


def measure(tool):
    """Lines of Markdown."""
    inspect = tool.with_name("qinspect")
    files = [models.file("glyphs", "int8", tool), models.keras_file("resnet50")]
    with tempfile.TemporaryDirectory(prefix="qinspect-bench-") as folder:
        commands = empty_programs(pathlib.Path(folder))
        commands["`qinspect --version`"] = [inspect, "--version"]
        for file in files:
            commands[f"`qinspect {file.name}`"] = [inspect, file]
        print("inspecting", file=sys.stderr)
        times = {name: [] for name in commands}
        null = os.open(os.devnull, os.O_WRONLY)
        for _ in range(ROUNDS):
            for name, command in commands.items():
                times[name].append(milliseconds(command, null))
        os.close(null)
        peaks = {name: measured(command)[1] for name, command in commands.items()}
    empty = statistics.median(next(iter(times.values())))
    lines = [row(["", "bytes of the file", "ms", "least", "more than empty", "peak memory, MB"]), row(["---"] * 6)]
    for name, command in commands.items():
        size = f"{command[1].stat().st_size:,}" if len(command) > 1 and command[1] in files else ""
        median = statistics.median(times[name])
        lines.append(row([
            name, size, time_text(median), time_text(min(times[name])), time_text(median - empty),
            f"{peaks[name] / 1e6:.1f}"]))
    return lines
