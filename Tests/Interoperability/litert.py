"""LiteRT, the judge of what a file means."""

from ai_edge_litert.interpreter import Interpreter, OpResolverType

SIGNATURE = "serving_default"


class Model:
    """A file opened in LiteRT, run through its serving signature.

    `keeps_intermediates` turns XNNPACK off: what it computes inside stays inside.
    """

    def __init__(self, path, keeps_intermediates=False, threads=None):
        options = {}
        if keeps_intermediates:
            options["experimental_preserve_all_tensors"] = True
            options["experimental_op_resolver_type"] = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
        self.interpreter = Interpreter(model_path=str(path), num_threads=threads, **options)
        runner = self.interpreter.get_signature_runner(SIGNATURE)
        self.inputs = {name: detail["index"] for name, detail in runner.get_input_details().items()}
        self.outputs = {name: detail["index"] for name, detail in runner.get_output_details().items()}
        self.details = {detail["index"]: detail for detail in self.interpreter.get_tensor_details()}

    def run(self, inputs):
        """Outputs by name; the batch is that of `inputs`."""
        for name, index in self.inputs.items():
            if list(self.details[index]["shape"]) != list(inputs[name].shape):
                self.interpreter.resize_tensor_input(index, inputs[name].shape)
        self.interpreter.allocate_tensors()
        for name, index in self.inputs.items():
            self.interpreter.set_tensor(index, inputs[name])
        self.interpreter.invoke()
        return {name: self.interpreter.get_tensor(index).copy() for name, index in self.outputs.items()}

    def tensor(self, name):
        """The value of the tensor called `name` after `run`, or None where the file has none."""
        for index, detail in self.details.items():
            if detail["name"] == name:
                return self.interpreter.get_tensor(index)
        return None
