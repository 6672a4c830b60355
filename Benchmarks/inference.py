"""How long one inference takes at batch 1, against the peers on the same file."""

import statistics
import sys

import models
from runtimes import RUNTIMES

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
        return {"runs": runs, "turns": turns}
    finally:
        for session in sessions.values():
            session.close()


def table(precision, rows):
    """Lines of Markdown for measurements [(name, threads, measurement)] of one precision."""
    runtimes = list(rows[0][2]["turns"])
    first, peers = runtimes[0], runtimes[1:]
    titles = [RUNTIMES[key].title for key in runtimes]
    ratios = [f"{RUNTIMES[key].title} / {RUNTIMES[first].title}" for key in peers]
    header = ["model", "threads", *[f"{title}, ms" for title in titles], *ratios]
    if len(peers) > 1:
        header.append("best peer")
    lines = [_row(header), _row(["---"] * len(header))]
    for name, threads, measurement in rows:
        turns = measurement["turns"]
        cells = [models.title(name, precision), str(threads)]
        cells += [_time(statistics.median(turns[key])) for key in runtimes]
        pairs = [[theirs / ours for ours, theirs in zip(turns[first], turns[key])] for key in peers]
        cells += [f"{statistics.median(ratio):.2f} [{min(ratio):.2f}-{max(ratio):.2f}]" for ratio in pairs]
        if len(peers) > 1:
            cells.append(f"{min(statistics.median(ratio) for ratio in pairs):.2f}")
        lines.append(_row(cells))
    return lines


def _time(milliseconds):
    return f"{milliseconds:.2f}" if milliseconds < 10 else f"{milliseconds:.1f}"


def _row(cells):
    return "| " + " | ".join(cells) + " |"
