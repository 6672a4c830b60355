"""What one conformance fixture is made from."""

import dataclasses
from typing import Any, Callable, Optional

TF_KERAS = "tf_keras"
KERAS3 = "keras3"
BOTH = (TF_KERAS, KERAS3)


@dataclasses.dataclass
class Case:
    """A model that is built by a function of the Keras module it is to be made with.

    `inputs` makes the input arrays by name instead of the usual normally distributed ones.
    """

    name: str
    build: Callable[[Any], Any]
    savers: tuple = (TF_KERAS,)
    inputs: Optional[Callable] = None
    # Whether batch statistics are set from data, so that the activations of a deep network stay near 1.
    settles_statistics: bool = False
    # Keras 3 writes operation nodes with constants into HDF5 files, and fails when it reads them.
    keras3_reads_back: bool = True


def chain(name, shape, layers, savers=(TF_KERAS,), inputs=None):
    """A functional model with one input `x`; `layers` makes the list of layers from the Keras module."""

    def build(keras):
        x = keras.Input(shape, name="x")
        value = x
        for layer in layers(keras.layers):
            value = layer(value)
        return keras.Model(x, value)

    return Case(name, build, savers, inputs)
