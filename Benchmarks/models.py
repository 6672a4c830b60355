"""The models that inference is measured on."""

import importlib.metadata
import subprocess
import sys

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
    """The network as a file that qconv made; weights are random, which does not change the time."""
    source = root / "samples/glyphs.h5"
    if name != "glyphs":
        source = folder / f"{name}.h5"
        print(f"making {name}", file=sys.stderr)
        # In a process of its own: TensorFlow's threads and memory would disturb what is measured afterwards.
        subprocess.run(
            [sys.executable, root / "Benchmarks/make_network.py", name, str(NETWORKS[name]), source], check=True,
            stderr=subprocess.DEVNULL)
    file = folder / f"{name}.qf"
    subprocess.run([tool, source, "-o", file], check=True, stdout=subprocess.DEVNULL)
    return file
