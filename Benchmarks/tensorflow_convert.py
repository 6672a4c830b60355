"""tensorflow_convert.py MODEL OUTPUT: what one runs today to make a .tflite of an .h5."""

import pathlib
import sys

import tensorflow as tf
import tf_keras

model = tf_keras.models.load_model(sys.argv[1], compile=False)
pathlib.Path(sys.argv[2]).write_bytes(tf.lite.TFLiteConverter.from_keras_model(model).convert())
