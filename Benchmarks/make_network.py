"""make_network.py NAME SIDE OUTPUT: saves a network of keras.applications with seeded weights that keep values sane."""

import pathlib
import sys

import numpy as np
import tf_keras

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Scripts"))

from conformance import weights


def main():
    name, side, output = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    rng = np.random.default_rng(1)
    model = getattr(tf_keras.applications, name)(input_shape=(side, side, 3), weights=None)
    weights.randomize(model, rng)
    weights.settle(model, rng.uniform(0, 255, (2, side, side, 3)).astype(np.float32), rng)
    model.save(output, include_optimizer=False)


if __name__ == "__main__":
    main()
