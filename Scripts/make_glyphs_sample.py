#!/usr/bin/env python3
"""Cuts samples/glyphs.* from the reference model and its data.

    make_glyphs_sample.py SOURCE [--output samples]

SOURCE is a folder with glyphs.h5, glyphs.data.h5 and keras_pred.npy (Keras's probabilities for all of x_test).
Needs h5py and numpy. The images are in random order there, so the first thousand of each part keep the proportions of
the classes.
"""

import argparse
import pathlib
import shutil

import h5py
import numpy as np

TRAINING_IMAGES = 1000
TEST_IMAGES = 1000
# Images that are stored once more in the form in which `qconv run` takes them.
RUN_IMAGES = 100


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).parents[1] / "samples")
    arguments = parser.parse_args()
    source, output = arguments.source, arguments.output
    output.mkdir(parents=True, exist_ok=True)

    shutil.copyfile(source / "glyphs.h5", output / "glyphs.h5")
    with h5py.File(source / "glyphs.data.h5") as whole, h5py.File(output / "glyphs.data.h5", "w") as part:
        for name, value in whole.attrs.items():
            part.attrs[name] = value
        for name, count in [("x_train", TRAINING_IMAGES), ("x_test", TEST_IMAGES)]:
            images = whole[name]
            part.create_dataset(
                name, data=images[:count], chunks=images.chunks, compression="gzip", compression_opts=9, shuffle=True)
        for name, count in [("y_train", TRAINING_IMAGES), ("y_test", TEST_IMAGES)]:
            part.create_dataset(name, data=whole[name][:count])
        run_images = whole["x_test"][:RUN_IMAGES].astype(np.float32)

    predictions = np.load(source / "keras_pred.npy")[:TEST_IMAGES]
    np.save(output / "glyphs.predictions.npy", predictions)
    np.savez_compressed(output / "glyphs.input.npz", input_1=run_images)
    np.savez_compressed(output / "glyphs.expected.npz", dense_2=predictions[:RUN_IMAGES])


if __name__ == "__main__":
    main()
