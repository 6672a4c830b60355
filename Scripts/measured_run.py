#!/usr/bin/env python3
"""measured_run.py REPORT COMMAND...: runs a command and writes what it took to REPORT, as JSON.

A process's peak memory counts from its fork, so that a small child of a large parent seems as large as the parent. This
program is small, and exits with the command's status.
"""

import json
import os
import shutil
import sys
import time

report, command = sys.argv[1], sys.argv[2:]
program = shutil.which(command[0])
if program is None:
    sys.exit(f"{command[0]} is not there")
started = time.perf_counter()
child = os.posix_spawn(program, command, os.environ)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - started
with open(report, "w") as file:
    json.dump({"seconds": seconds, "peak_bytes": usage.ru_maxrss * 1024}, file)
sys.exit(os.waitstatus_to_exitcode(status))
