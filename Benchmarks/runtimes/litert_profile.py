"""litert_profile.py FILE THREADS RUNS: how long LiteRT takes for each operator, as JSON [{"operator", "layer", "ms"}].

The profiler is in LiteRT's C interface only. XNNPACK does not tell the names of layers; operators are in the order in
which they run.
"""

import ctypes
import json
import pathlib
import re
import sys

import ai_edge_litert
from ai_edge_litert.interpreter import Interpreter

WARM_UP = 5
CPU = 1
FLOAT32, INT8, UINT8 = 1, 9, 3
Handle = ctypes.c_void_p
Release = ctypes.CFUNCTYPE(None, Handle)
LIBRARY = ctypes.CDLL(str(pathlib.Path(ai_edge_litert.__file__).parent / "libLiteRt.so"))


class Layout(ctypes.Structure):
    _fields_ = [("rank", ctypes.c_uint32), ("sizes", ctypes.c_int32 * 8), ("strides", ctypes.c_uint32 * 8)]


class TensorType(ctypes.Structure):
    _fields_ = [("element", ctypes.c_int), ("layout", Layout)]


def call(name, *arguments):
    status = getattr(LIBRARY, name)(*arguments)
    if status != 0:
        raise RuntimeError(f"{name} gives {status}")


def make(name, *arguments):
    """What a function gives through its last parameter."""
    result = Handle()
    call(name, *arguments, ctypes.byref(result))
    return result


class CompiledModel:
    def __init__(self, file, threads):
        self.texts = []
        self.release = Release(lambda _: None)
        self.environment = make("LiteRtCreateEnvironment", 0, None)
        self.options = make("LiteRtCreateOptions")
        call("LiteRtSetOptionsHardwareAccelerators", self.options, CPU)
        self.add("runtime_options_string", "enable_profiling = true\n")
        self.add("xnnpack", f"num_threads = {threads}\n")
        model = make("LiteRtCreateModelFromFile", self.environment, file.encode())
        self.model = make("LiteRtCreateCompiledModel", self.environment, model, self.options)
        # The other interface knows the shapes.
        interpreter = Interpreter(model_path=file)
        self.inputs = [
            self.buffer("Input", index, detail) for index, detail in enumerate(interpreter.get_input_details())]
        self.outputs = [
            self.buffer("Output", index, detail) for index, detail in enumerate(interpreter.get_output_details())]

    def add(self, identifier, text):
        payload = ctypes.create_string_buffer(text.encode())
        self.texts.append(payload)
        options = make(
            "LiteRtCreateOpaqueOptions", identifier.encode(), ctypes.cast(payload, Handle), self.release)
        call("LiteRtAddOpaqueOptions", self.options, options)

    def buffer(self, role, index, detail):
        requirements = make(
            f"LiteRtGetCompiledModel{role}BufferRequirements", self.model, ctypes.c_size_t(0), ctypes.c_size_t(index))
        tensor = TensorType({"float32": FLOAT32, "int8": INT8, "uint8": UINT8}[detail["dtype"].__name__])
        tensor.layout.rank = len(detail["shape"])
        for axis, size in enumerate(detail["shape"]):
            tensor.layout.sizes[axis] = size
        return make(
            "LiteRtCreateManagedTensorBufferFromRequirements", self.environment, ctypes.byref(tensor), requirements)

    def run(self):
        def array(buffers):
            return ctypes.c_size_t(len(buffers)), (Handle * len(buffers))(*buffers)

        call("LiteRtRunCompiledModel", self.model, ctypes.c_size_t(0), *array(self.inputs), *array(self.outputs))

    def profile(self, runs):
        """The text that LiteRT makes of its profile."""
        for _ in range(WARM_UP):
            self.run()
        profiler = make("LiteRtCompiledModelGetProfiler", self.model)
        call("LiteRtStartProfiler", profiler)
        for _ in range(runs):
            self.run()
        call("LiteRtStopProfiler", profiler)
        text = ctypes.c_char_p()
        call("LiteRtGetProfileSummary", profiler, self.model, ctypes.byref(text))
        return text.value.decode()


def operators(text):
    """The rows of the first table, which is in the order of the run; the delegate as a whole is left out."""
    rows = []
    for line in text.split("Run Order")[1].split("=====\n")[1].splitlines()[1:]:
        found = re.match(r"\s*(.+?)\s+[\d.]+\s+[\d.]+\s+([\d.]+)\s+[\d.]+%", line)
        if not found:
            break
        if not found[1].startswith("TfLiteXNNPackDelegate"):
            rows.append({"operator": found[1].removeprefix("Delegate/"), "layer": "", "ms": float(found[2])})
    return rows


def main():
    file, threads, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    print(json.dumps(operators(CompiledModel(file, threads).profile(runs))))


if __name__ == "__main__":
    main()
