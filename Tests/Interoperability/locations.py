"""Where things are: the checkout, its samples and fixtures, the tools under test, the reference model."""

import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
CONFORMANCE = ROOT / "Tests/Fixtures/conformance"
SCHEMA = ROOT / "Sources/CFlatBuffers/schema"
REFERENCE = pathlib.Path(os.environ.get("REFERENCE", ROOT.parent / "shared/reference"))
TOOLS = pathlib.Path(os.environ.get("QCONV_BIN", ROOT / ".build/programs/release"))

# The generators of fixtures also make the full-size models of these tests.
sys.path.append(str(ROOT / "Scripts"))


def fixtures(pattern="*"):
    """Conformance models, as pytest parameters named `suite/model`."""
    return sorted(CONFORMANCE.glob(f"*/{pattern}.h5"))


def name(path):
    return f"{path.parent.name}/{path.stem}"
