"""A TFLite file with one operator, written through the object API of the schema."""

import dataclasses

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

TYPES = {
    "int8": schema.TensorType.INT8, "uint8": schema.TensorType.UINT8, "int16": schema.TensorType.INT16,
    "int32": schema.TensorType.INT32, "float32": schema.TensorType.FLOAT32, "float16": schema.TensorType.FLOAT16,
    "bool": schema.TensorType.BOOL,
}


@dataclasses.dataclass(frozen=True)
class Quantization:
    """`real = scale * (integer - zero_point)`, with one scale or one for each index along `axis`."""

    scales: tuple
    zero_points: tuple
    axis: int = 0

    @staticmethod
    def of(scale, zero_point=0):
        return Quantization((float(np.float32(scale)),), (int(zero_point),))

    @property
    def scale(self):
        return self.scales[0]

    @property
    def zero_point(self):
        return self.zero_points[0]

    def real(self, integers):
        return self.scale * (np.asarray(integers, np.float64) - self.zero_point)


class Model:
    """One operator under construction; `inputs` are the arrays to run it on, by name."""

    def __init__(self, operator, version=1, options=None, options_type=None):
        self.operator, self.version = operator, version
        self.options, self.options_type = options, options_type
        self.tensors, self.buffers = [], [schema.BufferT()]
        self.operands, self.inputs, self.outputs = [], {}, []
        self.input_indices = []

    def input(self, array, quantization=None):
        """An input of the model and the next operand; runs use `array`."""
        name = f"input{len(self.inputs)}"
        index = self._tensor(name, array.shape, array.dtype.name, quantization)
        self.inputs[name] = array
        self.input_indices.append(index)
        self.operands.append(index)
        return self

    def constant(self, array, quantization=None):
        """A constant that is the next operand."""
        array = np.asarray(array)
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(array.tobytes(), np.uint8)
        self.buffers.append(buffer)
        self.operands.append(
            self._tensor(f"constant{len(self.operands)}", array.shape, array.dtype.name, quantization,
                         len(self.buffers) - 1))
        return self

    def repeated(self, position):
        """The operand at `position` once more."""
        self.operands.append(self.operands[position])
        return self

    def output(self, shape, quantization=None, dtype="int8"):
        self.outputs.append(self._tensor(f"output{len(self.outputs)}", shape, dtype, quantization))
        return self

    def _tensor(self, name, shape, dtype, quantization, buffer=0):
        tensor = schema.TensorT()
        tensor.name, tensor.buffer, tensor.type = name, buffer, TYPES[dtype]
        tensor.shape = [int(size) for size in shape]
        if quantization is not None:
            parameters = schema.QuantizationParametersT()
            parameters.scale = list(quantization.scales)
            parameters.zeroPoint = list(quantization.zero_points)
            parameters.quantizedDimension = quantization.axis
            tensor.quantization = parameters
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def content(self):
        """The bytes of the file."""
        number = getattr(schema.BuiltinOperator, self.operator)
        code = schema.OperatorCodeT()
        code.builtinCode, code.deprecatedBuiltinCode, code.version = number, min(number, 127), self.version
        operator = schema.OperatorT()
        operator.opcodeIndex, operator.inputs, operator.outputs = 0, self.operands, self.outputs
        if self.options is not None:
            operator.builtinOptions, operator.builtinOptionsType = self.options, self.options_type
        graph = schema.SubGraphT()
        graph.tensors, graph.operators = self.tensors, [operator]
        graph.inputs, graph.outputs = self.input_indices, self.outputs
        model = schema.ModelT()
        model.version, model.operatorCodes, model.subgraphs, model.buffers = 3, [code], [graph], self.buffers
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def options(name, **values):
    """Arguments for `Model` that give it an options table, `Conv2DOptions` for example."""
    table = getattr(schema, f"{name}T")()
    for key, value in values.items():
        assert hasattr(table, key), key
        setattr(table, key, value)
    return {"options": table, "options_type": getattr(schema.BuiltinOptions, name)}
