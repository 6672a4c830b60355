"""Random shapes, scales and numbers."""

import numpy as np

from .model import Quantization

ACTIVATIONS = {"none": 0, "relu": 1, "relu_n1_to_1": 2, "relu6": 3}
LIMITS = {"int8": (-128, 127), "uint8": (0, 255), "int16": (-32768, 32767)}


class Draw:
    """A seeded source of everything that a random model is made of."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def chance(self, probability):
        return bool(self.rng.random() < probability)

    def integer(self, low, high):
        """From `low` to `high`, both included."""
        return int(self.rng.integers(low, high + 1))

    def one_of(self, choices):
        return choices[self.integer(0, len(choices) - 1)]

    def shape(self, rank, largest=6):
        return tuple(self.integer(1, largest) for _ in range(rank))

    def activation(self):
        return self.one_of([0, 0, *ACTIVATIONS.values()])

    def scale(self, low=1 / 400, high=1 / 10):
        return float(np.float32(np.exp(self.rng.uniform(np.log(low), np.log(high)))))

    def quantization(self, dtype="int8", **bounds):
        low, high = LIMITS[dtype]
        zero_point = self.one_of([low, high, (low + high + 1) // 2, *(self.integer(low, high) for _ in range(5))])
        return Quantization.of(self.scale(**bounds), zero_point)

    def covering(self, values, dtype="int8"):
        """A quantization for about the range of `values`, so that some results may saturate."""
        values = np.asarray(values, np.float64)
        values = values[np.isfinite(values)]
        low, high = min(values.min(initial=0.0), 0.0), max(values.max(initial=0.0), 0.0)
        bottom, top = LIMITS[dtype]
        scale = max((high - low) / 255 * self.rng.uniform(0.5, 1.5), 1e-4)
        zero_point = np.clip(round(bottom - low / scale), bottom, top)
        return Quantization.of(scale, zero_point)

    def integers(self, shape, dtype="int8"):
        """Numbers of the whole range, around a centre, or many at the ends; both ends are among them."""
        low, high = LIMITS[dtype]
        kind = self.integer(0, 3)
        values = self.rng.integers(low, high + 1, size=shape)
        if kind == 1:
            centre = self.integer(low, high)
            values = np.clip(np.round(self.rng.normal(centre, (high - low) / 8, size=shape)), low, high)
        elif kind == 2:
            values = np.where(self.rng.random(shape) < 0.3, self.one_of([low, high]), values)
        values = np.asarray(values).astype(dtype)
        if values.size > 8:
            places = self.rng.choice(values.size, 2, replace=False)
            values.flat[places[0]], values.flat[places[1]] = low, high
        return values

    def numbers(self, shape, dtype):
        """Integers, or real numbers whose range differs from one part of an array to the next."""
        if dtype != "float32":
            return self.integers(shape, dtype)
        scales = np.exp(self.rng.normal(0, 1, shape[:-1]))[..., None]
        return np.float32(self.rng.normal(self.one_of([0, 0, 0.5, 3, -3]), 1, shape) * scales)

    def weights(self, shape):
        """Numbers from -127 to 127, as converters write weights."""
        spread = self.one_of([20, 40, 127])
        return np.clip(np.round(self.rng.normal(0, spread, size=shape)), -127, 127).astype(np.int8)
