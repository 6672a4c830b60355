#!/usr/bin/env python3
"""Writes Tests/Fixtures/metrics/expected.json: what scikit-learn and SciPy make of random predictions.

    python Scripts/make_metrics_fixtures.py

Needs numpy, scikit-learn and scipy.
"""

import json
from pathlib import Path

import numpy as np
from scipy.stats import binomtest, gmean
from sklearn.metrics import accuracy_score, confusion_matrix, precision_score, recall_score

TARGET = Path(__file__).parent.parent / "Tests" / "Fixtures" / "metrics" / "expected.json"


def classification(classes: int, samples: int, accuracy: float, used: list[int], rng: np.random.Generator) -> dict:
    """Random labels among `used`, predictions that are right for about `accuracy` of them."""
    labels = rng.choice(used, samples)
    guesses = rng.integers(0, classes, samples)
    predicted = np.where(rng.random(samples) < accuracy, labels, guesses)
    present = np.unique(labels)
    recalls = recall_score(labels, predicted, labels=present, average=None, zero_division=0)
    return {
        "classes": classes,
        "labels": labels.tolist(),
        "predicted": predicted.tolist(),
        "counts": confusion_matrix(labels, predicted, labels=range(classes)).ravel().tolist(),
        "accuracy": accuracy_score(labels, predicted),
        "weighted_precision": precision_score(labels, predicted, average="weighted", zero_division=0),
        "macro_precision": precision_score(labels, predicted, average="macro", zero_division=0),
        "g_mean": float(gmean(recalls)) if recalls.all() else 0.0,
    }


def proportion(part: int, whole: int) -> dict:
    interval = binomtest(part, whole).proportion_ci(0.95, method="wilson")
    return {"part": part, "whole": whole, "low": interval.low, "high": interval.high}


def pair(first_only: int, second_only: int) -> dict:
    count = first_only + second_only
    p = binomtest(first_only, count).pvalue if count else 1.0
    return {"first_only": first_only, "second_only": second_only, "p": p}


def main() -> None:
    rng = np.random.default_rng(7)
    document = {
        "classifications": [
            classification(8, 120, 0.9, list(range(8)), rng),
            classification(5, 60, 0.3, [0, 2, 3], rng),
            classification(2, 40, 0.8, [0, 1], rng),
            classification(4, 30, 1.0, [1, 2], rng),
            classification(6, 12, 0.0, [3], rng),
        ],
        "proportions": [proportion(*p) for p in [(1874, 2000), (0, 10), (10, 10), (1, 3), (999_999, 1_000_000)]],
        "pairs": [
            pair(*p)
            for p in [(0, 0), (1, 0), (5, 5), (0, 12), (3, 9), (17, 20), (40, 12), (480, 520), (52_000, 50_000),
                      (1_000, 90_000)]
        ],
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(document, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
