"""What LiteRT makes of a model, and whose kernel does it."""

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType


class Refused(Exception):
    """LiteRT does not prepare or run the model."""


def run(content, inputs, has_delegate=True):
    """The outputs by name, and whether XNNPACK computes them."""
    options = {}
    if not has_delegate:
        options["experimental_op_resolver_type"] = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    try:
        interpreter = Interpreter(model_content=content, num_threads=1, **options)
        interpreter.allocate_tensors()
        for detail in interpreter.get_input_details():
            interpreter.set_tensor(detail["index"], inputs[detail["name"]])
        interpreter.invoke()
    except (RuntimeError, ValueError) as error:
        raise Refused(str(error)) from None
    outputs = {detail["name"]: interpreter.get_tensor(detail["index"]).copy()
               for detail in interpreter.get_output_details()}
    is_delegated = any("XNNPack" in operator["op_name"] or operator["op_name"] == "DELEGATE"
                       for operator in interpreter._get_ops_details())
    return outputs, is_delegated


def largest_step(actual, expected):
    """The largest difference of integers, and how many elements differ."""
    difference = np.abs(np.asarray(actual, np.float64) - np.asarray(expected, np.float64))
    return float(difference.max(initial=0)), int((difference > 0).sum())
