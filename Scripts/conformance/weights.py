"""Seeded weights and inputs that keep activations near 1 and exercise every fold."""

import numpy as np


def randomize(model, rng):
    """Sets every weight from `rng` by the part it plays; batch statistics are neither 0 nor 1."""
    values = []
    for weight in model.weights:
        name = (getattr(weight, "path", None) or weight.name).split("/")[-1].split(":")[0]
        shape = tuple(weight.shape)
        if name == "count":
            value = np.asarray(1)
        elif "variance" in name:
            value = rng.uniform(0.5, 2.0, shape)
        elif name == "gamma":
            # Some negative: after a fold the sign of a channel must survive.
            value = rng.uniform(0.6, 1.4, shape) * rng.choice([1, 1, 1, -1], shape)
        elif name in ("beta", "moving_mean", "mean"):
            value = rng.normal(0, 0.4, shape)
        elif name == "bias":
            value = rng.normal(0, 0.2, shape)
        elif name == "alpha":
            value = rng.uniform(0.05, 0.4, shape)
        elif "depthwise" in name:
            value = rng.normal(0, 1 / np.sqrt(np.prod(shape[:-2])), shape)
        else:
            fan_in = max(1, int(np.prod(shape[:-1])))
            value = rng.normal(0, 1.4 / np.sqrt(fan_in), shape)
        values.append(np.asarray(value, dtype=np.asarray(weight).dtype))
    model.set_weights(values)
    for layer in model._flatten_layers():
        if type(layer).__name__ == "Normalization":
            layer.finalize_state()


def settle(model, inputs, rng):
    """Sets batch statistics to those of `inputs`, then moves each away from them a little.

    Random rectified networks amplify rounding errors from layer to layer. Offsets that lift most values over zero keep
    them close to linear, which trained networks are, too, so that results can be compared to a few units of rounding.
    """
    norms = [layer for layer in model.layers if type(layer).__name__ == "BatchNormalization"]
    for layer in norms:
        if layer.center:
            layer.beta.assign(layer.beta + 0.8)
    momenta = [layer.momentum for layer in norms]
    for layer in norms:
        layer.momentum = 0.0
    model(inputs, training=True)
    for layer, momentum in zip(norms, momenta):
        layer.momentum = momentum
        mean, variance = np.asarray(layer.moving_mean), np.asarray(layer.moving_variance)
        mean = mean + rng.normal(0, 0.2, mean.shape) * np.sqrt(variance)
        # A channel that hardly varies over these few inputs must not be blown up on others.
        variance = variance * rng.uniform(0.7, 1.4, variance.shape) + 0.05 * variance.mean() + 1e-3
        layer.moving_mean.assign(mean.astype(np.float32))
        layer.moving_variance.assign(variance.astype(np.float32))


def normal(rng, model_inputs):
    return {name: rng.normal(0, 1, shape).astype(np.float32) for name, shape in model_inputs.items()}
