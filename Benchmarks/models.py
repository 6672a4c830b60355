"""The models that are measured, made once and kept under .build/bench."""

import pathlib
import subprocess
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
CACHE = ROOT / ".build/bench"
SAMPLE = ROOT / "samples/glyphs.h5"
SAMPLE_DATA = ROOT / "samples/glyphs.data.h5"

# Name: title and what keras.applications calls the network; the sample is a trained one of the repository. Weights of the
# others are random, which does not change the time.
NETWORKS = {
    "glyphs": ("reference model (EfficientNet-B0), 48×48", None),
    "efficientnet": ("EfficientNet-B0, 224×224", "EfficientNetB0"),
    "mobilenet1": ("MobileNet v1, 224×224", "MobileNet"),
    "mobilenet2": ("MobileNet v2, 224×224", "MobileNetV2"),
    "mobilenet3": ("MobileNet v3-large, 224×224", "MobileNetV3Large"),
    "resnet50": ("ResNet50, 224×224", "ResNet50"),
}
SIDE = 224
CALIBRATION_SAMPLES = 8

# Name: title and what follows the model on our command line; the last is made by TensorFlow's converter.
PRECISIONS = {
    "fp32": ("FP32", []),
    "int8": ("INT8", ["--int8"]),
    "int8-tensorflow": ("INT8 by TensorFlow's converter", None),
}
TENSORFLOW_FRACTION = "0.08"


def pairs(names, precisions):
    """The models that there are of these networks and precisions: TensorFlow's converter makes one of the sample only."""
    return [(name, precision) for name in names for precision in precisions
            if precision != "int8-tensorflow" or name == "glyphs"]


def title(name, precision):
    note = "" if precision != "int8-tensorflow" else ", by TensorFlow's converter"
    return NETWORKS[name][0] + note


def file(name, precision, tool):
    """The path of a model, which is made anew where there is none or one that an older qconv has made."""
    made = CACHE / f"{name}-{precision}.tflite"
    if precision == "int8-tensorflow":
        if not made.exists():
            _make(made, [sys.executable, ROOT / "Benchmarks/tensorflow_convert.py", SAMPLE, made, TENSORFLOW_FRACTION])
    elif not made.exists() or made.stat().st_mtime < tool.stat().st_mtime:
        source, data = _source(name)
        options = PRECISIONS[precision][1]
        if options:
            options = [*options, "--data", data]
            options += ["--calib", "0.08"] if name == "glyphs" else ["--calib-samples", str(CALIBRATION_SAMPLES)]
        _make(made, [tool, source, *options, "--no-verify", "-o", made])
    return made


def keras_file(name):
    """The Keras file of a network."""
    return _source(name)[0]


def _source(name):
    """The Keras file of a network, and samples to calibrate it on."""
    if name == "glyphs":
        return SAMPLE, SAMPLE_DATA
    source, data = CACHE / f"{name}.h5", CACHE / f"{name}.npy"
    if not source.exists():
        # In a process of its own: TensorFlow's threads and memory would disturb what is measured afterwards.
        unfinished = source.with_name("unfinished.h5")
        _make(source, [sys.executable, ROOT / "Benchmarks/make_network.py", NETWORKS[name][1], str(SIDE), unfinished])
        unfinished.rename(source)
    np.save(data, np.random.default_rng(1).uniform(0, 255, (CALIBRATION_SAMPLES, SIDE, SIDE, 3)).astype(np.float32))
    return source, data


def _make(path, command):
    print(f"making {path.name}", file=sys.stderr)
    path.parent.mkdir(parents=True, exist_ok=True)
    finished = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if finished.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {finished.returncode}: {finished.stderr[-2000:]}")
