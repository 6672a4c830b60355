"""How long it takes from opening a file to the first result, and how much memory, in processes of their own."""

import statistics
import sys

import models
from runtimes import RUNTIMES
from tables import row, ratio, time_text

ROUNDS = 9


def measure(tool, name, precision, threads, runtimes):
    """Of each runtime: milliseconds to the first result, from opening the file and from the start of the process, a list
    of each; and the peak of its memory."""
    print(f"starting {models.title(name, precision)}, {precision}, on {threads} threads", file=sys.stderr)
    file = models.file(name, precision, tool)
    figures = {key: {"opening_ms": [], "process_ms": [], "peak_bytes": 0} for key in runtimes}
    for _ in range(ROUNDS):
        for key in runtimes:
            runtime = RUNTIMES[key](tool, file, threads)
            try:
                runtime.turn(2)
                own = figures[key]
                own["opening_ms"].append(runtime.first_result_ms)
                own["process_ms"].append(runtime.process_ms)
                own["peak_bytes"] = max(own["peak_bytes"], runtime.peak_bytes())
            finally:
                runtime.close()
    return figures


def table(precision, rows):
    """Lines of Markdown for measurements [(name, threads, measurement)] of one precision."""
    runtimes = list(rows[0][2])
    first, peers = runtimes[0], runtimes[1:]
    title = {key: RUNTIMES[key].title for key in runtimes}
    header = ["model", "threads", f"{title[first]} from its start, ms", *[f"{title[key]}, ms" for key in runtimes]]
    header += [f"{title[key]} / {title[first]}" for key in peers] + [f"{title[key]}, MB" for key in runtimes]
    lines = [row(header), row(["---"] * len(header))]
    for name, threads, figures in rows:
        opening = {key: figures[key]["opening_ms"] for key in runtimes}
        cells = [models.title(name, precision), str(threads)]
        cells.append(time_text(statistics.median(figures[first]["process_ms"])))
        cells += [time_text(statistics.median(opening[key])) for key in runtimes]
        cells += [ratio(opening[first], opening[key]) for key in peers]
        cells += [f"{figures[key]['peak_bytes'] / 1e6:.1f}" for key in runtimes]
        lines.append(row(cells))
    return lines
