"""tensorflow_convert.py MODEL OUTPUT [FRACTION]: what one runs today to make a .tflite of an .h5.

With FRACTION it becomes INT8, calibrated on that part of the `x_train` in the data set beside the model.
"""

import pathlib
import sys

import tensorflow as tf
import tf_keras

source = pathlib.Path(sys.argv[1])
converter = tf.lite.TFLiteConverter.from_keras_model(tf_keras.models.load_model(source, compile=False))
if len(sys.argv) > 3:
    import h5py
    import numpy as np

    with h5py.File(source.with_suffix(".data.h5")) as data:
        samples = data["x_train"][: int(len(data["x_train"]) * float(sys.argv[3]))].astype(np.float32)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([sample[np.newaxis]] for sample in samples)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
pathlib.Path(sys.argv[2]).write_bytes(converter.convert())
