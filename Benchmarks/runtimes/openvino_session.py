"""OpenVINO on the processor, as its own benchmark runs it for the least latency.

Left to itself it computes FP32 models in bfloat16 where the processor has it, with three digits: the other runtimes
compute in float32, and so must it.
"""

import openvino


class Session:
    def __init__(self, file, threads, noise, options={}):
        compiled = openvino.Core().compile_model(
            file, "CPU",
            {"PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": 1, "INFERENCE_NUM_THREADS": threads,
             "INFERENCE_PRECISION_HINT": "f32", **options})
        self.request = compiled.create_infer_request()
        for port in compiled.inputs:
            shape = [size.get_length() if size.is_static else 1 for size in port.partial_shape]
            self.request.set_tensor(port, openvino.Tensor(noise(shape, port.element_type.to_dtype())))

    def run(self):
        self.request.start_async()
        self.request.wait()
