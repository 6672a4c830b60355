"""What the measurements were made on and with."""

import importlib.metadata
import os
import pathlib
import platform

# Instruction sets that kernels are written for, as /proc/cpuinfo calls them.
INSTRUCTION_SETS = {
    "avx2": "AVX2", "fma": "FMA", "avx_vnni": "AVX-VNNI", "avx512f": "AVX-512", "avx512_vnni": "AVX-512 VNNI",
    "avx512_bf16": "AVX-512 BF16", "amx_int8": "AMX INT8", "asimd": "NEON", "asimddp": "NEON dot product",
    "i8mm": "NEON I8MM", "sve": "SVE",
}
PEERS = {"ai-edge-litert": "LiteRT", "openvino": "OpenVINO", "tensorflow-cpu": "TensorFlow"}


def describe():
    """A sentence that names the processor, its instruction sets and the versions of the peers."""
    cores = len(os.sched_getaffinity(0))
    sets = [title for flag, title in INSTRUCTION_SETS.items() if flag in _field("flags", "Features").split()]
    model = f"family {_field('cpu family')}, model {_field('model')}" if _field("cpu family") else ""
    processor = _field("model name") or platform.machine()
    versions = [f"{title} {importlib.metadata.version(name)}" for name, title in PEERS.items()]
    return (
        f"Machine: {processor}{f' ({model})' if model else ''}, {cores} core{'s' if cores != 1 else ''}, with "
        f"{', '.join(sets)}. {', '.join(versions)}.")


def _field(*names):
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() in names:
            return value.strip()
    return ""
