#!/usr/bin/env python3
"""Trains samples/digits.h5 with Keras on scikit-learn's handwritten digits and writes its data beside it.

    make_digits_sample.py [--output samples]

Needs tensorflow, keras 3, scikit-learn and h5py. Seeded; another version of TensorFlow or another processor may still
round differently, so weights are reproducible only on the same machine and versions.
"""

import argparse
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import h5py
import keras
import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEED = 20
EPOCHS = 30


def make_model():
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((8, 8, 1), name="image"),
            layers.Rescaling(1 / 16, name="scale"),
            layers.Conv2D(24, 3, padding="same", use_bias=False, name="conv1"),
            layers.BatchNormalization(name="norm1"),
            layers.ReLU(name="relu1"),
            layers.Conv2D(48, 3, padding="same", use_bias=False, name="conv2"),
            layers.BatchNormalization(name="norm2"),
            layers.ReLU(name="relu2"),
            layers.MaxPooling2D(2, name="pool"),
            layers.Dropout(0.25, name="dropout1"),
            layers.Flatten(name="flatten"),
            layers.Dense(32, activation="relu", name="hidden"),
            layers.Dropout(0.25, name="dropout2"),
            layers.Dense(10, activation="softmax", name="digit"),
        ],
        name="digits",
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).parents[1] / "samples")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)

    keras.utils.set_random_seed(SEED)
    tf.config.experimental.enable_op_determinism()
    digits = load_digits()
    images = digits.images.astype(np.uint8)[..., np.newaxis]
    labels = digits.target.astype(np.uint8)
    x_train, x_test, y_train, y_test = train_test_split(
        images, labels, test_size=360, stratify=labels, random_state=SEED)

    model = make_model()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(
        x_train.astype(np.float32), y_train, epochs=EPOCHS, batch_size=32, verbose=2,
        validation_data=(x_test.astype(np.float32), y_test))
    model.save(output / "digits.h5", include_optimizer=False)
    model.summary()

    with h5py.File(output / "digits.data.h5", "w") as data:
        data.attrs["class_names"] = [str(digit) for digit in range(10)]
        for name, array in [("x_train", x_train), ("x_test", x_test)]:
            data.create_dataset(
                name, data=array, chunks=(len(array), 8, 8, 1), compression="gzip", compression_opts=9, shuffle=True)
        data.create_dataset("y_train", data=y_train)
        data.create_dataset("y_test", data=y_test)

    inputs = x_test.astype(np.float32)
    predictions = model.predict(inputs, verbose=0)
    np.savez_compressed(output / "digits.input.npz", image=inputs)
    np.savez_compressed(output / "digits.expected.npz", digit=predictions)
    print(f"accuracy on the test part: {np.mean(predictions.argmax(1) == y_test):.4f}")


if __name__ == "__main__":
    main()
