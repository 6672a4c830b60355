"""Pieces of Markdown tables."""

import statistics


def row(cells):
    return "| " + " | ".join(cells) + " |"


def time_text(milliseconds):
    return f"{milliseconds:.2f}" if milliseconds < 10 else f"{milliseconds:.1f}"


def ratio(ours, theirs):
    """How many times longer the others take: the median over pairs from one round, the least and the greatest."""
    values = [other / own for own, other in zip(ours, theirs)]
    return f"{statistics.median(values):.2f} [{min(values):.2f}-{max(values):.2f}]"
