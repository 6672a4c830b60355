"""How long one inference takes at batch 1, against the peers on the same file."""

import statistics
import sys

import models
from runtimes import RUNTIMES
from tables import ratio, row, time_text

# A turn of a small model has more runs, so that it takes this long.
SECONDS_OF_TURN = 0.3
MOST_RUNS = 200


def measure(tool, name, precision, threads, runtimes, rounds, least_runs):
    """Milliseconds of each runtime: a list of the medians of its turns."""
    print(f"running {models.title(name, precision)}, {precision}, on {threads} threads", file=sys.stderr)
    file = models.file(name, precision, tool)
    sessions = {key: RUNTIMES[key](tool, file, threads) for key in runtimes}
    try:
        slowest = max(session.turn(least_runs) for session in sessions.values())
        runs = max(least_runs, min(MOST_RUNS, int(SECONDS_OF_TURN * 1e3 / slowest)))
        turns = {key: [] for key in runtimes}
        for index in range(rounds):
            # Who goes first changes, so that nobody always finds the machine as the same other has left it.
            for offset in range(len(runtimes)):
                key = runtimes[(index + offset) % len(runtimes)]
                turns[key].append(sessions[key].turn(runs))
        return turns
    finally:
        for session in sessions.values():
            session.close()


def table(precision, rows):
    """Lines of Markdown for measurements [(name, threads, measurement)] of one precision."""
    runtimes = list(rows[0][2])
    first, peers = runtimes[0], runtimes[1:]
    title = {key: RUNTIMES[key].title for key in runtimes}
    header = ["model", "threads", *[f"{title[key]}, ms" for key in runtimes]]
    header += [f"{title[key]} / {title[first]}" for key in peers] + (["best peer"] if len(peers) > 1 else [])
    lines = [row(header), row(["---"] * len(header))]
    for name, threads, turns in rows:
        cells = [models.title(name, precision), str(threads)]
        cells += [time_text(statistics.median(turns[key])) for key in runtimes]
        cells += [ratio(turns[first], turns[key]) for key in peers]
        if len(peers) > 1:
            # Of each round the better one, so that it need not be the same in all.
            best = [min(times) for times in zip(*(turns[key] for key in peers))]
            cells.append(f"{statistics.median(other / own for own, other in zip(turns[first], best)):.2f}")
        lines.append(row(cells))
    return lines
