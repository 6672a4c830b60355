"""The models that inference is measured on."""

import importlib.metadata
import subprocess
import sys

import numpy as np

# Side of the input of each network of keras.applications; the glyphs sample is EfficientNet-B0 at 48.
NETWORKS = {
    "glyphs": 48,
    "MobileNet": 224,
    "MobileNetV2": 224,
    "MobileNetV3Large": 224,
    "MobileNetV3Small": 224,
    "EfficientNetB0": 224,
}


def versions():
    names = {"tensorflow-cpu": "TensorFlow", "ai-edge-litert": "LiteRT"}
    return ", ".join(f"{title} {importlib.metadata.version(name)}" for name, title in names.items())


def converted(name, tool, root, folder):
    """The network as files that qconv made, by precision; weights are random, which does not change the time."""
    source, data = root / "samples/glyphs.h5", root / "samples/glyphs.data.h5"
    if name != "glyphs":
        source, data = folder / f"{name}.h5", folder / f"{name}.npy"
        print(f"making {name}", file=sys.stderr)
        # In a process of its own: TensorFlow's threads and memory would disturb what is measured afterwards.
        subprocess.run(
            [sys.executable, root / "Benchmarks/make_network.py", name, str(NETWORKS[name]), source], check=True,
            stderr=subprocess.DEVNULL)
        side = NETWORKS[name]
        np.save(data, np.random.default_rng(1).uniform(0, 255, (8, side, side, 3)).astype(np.float32))
    files = {}
    for precision, options in {"FP32": [], "INT8": ["--int8", "--calib-samples", "8", "--data", data]}.items():
        files[precision] = folder / f"{name}-{precision}.qf"
        subprocess.run(
            [tool, source, *options, "--no-verify", "-o", files[precision]], check=True, stdout=subprocess.DEVNULL)
    return files
