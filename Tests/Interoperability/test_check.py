"""What `qinspect --check` calls an error is one to LiteRT, too: it refuses the file, crashes, or computes something else."""

import subprocess
import sys

import numpy as np
import pytest

import locations
import tools

CHECK = locations.ROOT / "Tests/Fixtures/check"
BROKEN = sorted(CHECK.glob("*.*.tflite"))
# In a process of its own, because LiteRT crashes on some.
RUN = """
import sys
import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType
resolver = getattr(OpResolverType, sys.argv[3])
interpreter = Interpreter(model_path=sys.argv[1], experimental_op_resolver_type=resolver)
interpreter.allocate_tensors()
detail = interpreter.get_input_details()[0]
rng = np.random.default_rng(3)
results = []
for _ in range(4):
    interpreter.set_tensor(detail["index"], rng.integers(-128, 128, detail["shape"], dtype="i1"))
    interpreter.invoke()
    results.append(interpreter.get_tensor(interpreter.get_output_details()[0]["index"]))
np.save(sys.argv[2], np.array(results))
"""


def run(path, folder, resolver):
    """What LiteRT makes of some inputs; None where it refuses the file or crashes."""
    result = folder / f"{resolver}.npy"
    result.unlink(missing_ok=True)
    status = subprocess.run([sys.executable, "-c", RUN, path, result, resolver], capture_output=True).returncode
    return np.load(result) if status == 0 else None


@pytest.mark.parametrize("path", [path for path in BROKEN if path.name.startswith("error.")], ids=lambda path: path.stem)
def test_error_is_one_to_litert(path, tmp_path):
    results = {
        resolver: (run(path, tmp_path, resolver), run(CHECK / "sound.tflite", tmp_path, resolver))
        for resolver in ("AUTO", "BUILTIN_WITHOUT_DEFAULT_DELEGATES")
    }
    for resolver, (_, sound) in results.items():
        assert sound is not None, resolver
    found = {
        resolver: "refused" if broken is None else "same" if np.array_equal(broken, sound) else "other"
        for resolver, (broken, sound) in results.items()
    }
    broken = [broken for broken, _ in results.values() if broken is not None]
    # Numbers that are not what the scales say, or not the same in both ways of computing.
    runtimes_disagree = len(broken) == 2 and not np.array_equal(*broken)
    assert "refused" in found.values() or runtimes_disagree or ignores_scales(path), found


def ignores_scales(path):
    """Whether LiteRT computes as if the scale were right: what it gives then is not what the file says."""
    return path.stem.split(".")[1].split("+")[0] in ("shared-scale", "bias-scale", "bias-zero-point", "weight-zero-point")


@pytest.mark.parametrize("path", [
    path for path in BROKEN
    # Such a scale breaks other rules, too.
    if not path.name.startswith("error.") and not {"scale-extreme", "product-scale"} & set(path.stem.split(".")[1].split("+"))
], ids=lambda path: path.stem)
def test_warning_runs(path, tmp_path):
    assert run(path, tmp_path, "BUILTIN_WITHOUT_DEFAULT_DELEGATES") is not None


@pytest.mark.parametrize("path", [
    *locations.fixtures(), *locations.ROOT.glob("Tests/Fixtures/tflite/*.tflite"), CHECK / "sound.tflite",
    *locations.REFERENCE.glob("*.tflite"),
], ids=locations.name)
def test_sound_file_has_no_errors(path, tmp_path):
    assert tools.inspect(path, "--check")["counts"]["error"] == 0
    if path.suffix != ".h5":
        return
    for number, options in enumerate(["", "--fp16", "--dynamic", "--int8", "--int8 --io int8 --per-tensor-dense"]):
        file = tmp_path / f"{number}.qf"
        if "--int8" in options:
            data = tmp_path / "data.npz"
            with np.load(path.with_suffix(".npz")) as arrays:
                inputs = {name[len("input/"):]: arrays[name] for name in arrays.files if name.startswith("input/")}
            if len(inputs) > 1:
                continue
            np.savez(data, x=next(iter(inputs.values())))
            options += f" --data {data} --calib 1"
        tools.finished("qconv", path, "--no-verify", "-q", "-o", file, *options.split())
        assert tools.inspect(file, "--check")["counts"]["error"] == 0, options
