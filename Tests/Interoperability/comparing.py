"""How close two results have to be."""

import numpy as np

TOLERANCE = 1e-5


def assert_close(actual, expected, what, tolerance=TOLERANCE):
    """Differences of at most `tolerance`, taken relative to the largest magnitude where that exceeds 1."""
    actual, expected = np.asarray(actual), np.asarray(expected)
    assert actual.shape == expected.shape, f"{what}: shape {actual.shape} instead of {expected.shape}"
    if actual.size == 0:
        return
    assert np.isfinite(actual).all(), f"{what}: not finite"
    difference = np.abs(actual.astype(np.float64) - expected)
    worst = np.unravel_index(difference.argmax(), difference.shape)
    allowed = tolerance * max(1.0, np.abs(expected).max())
    assert difference.max() <= allowed, (
        f"{what}: differs by {difference.max():.3g} at {tuple(map(int, worst))} ({actual[worst]:.7g} instead of "
        f"{expected[worst]:.7g}), {allowed:.3g} is allowed")
