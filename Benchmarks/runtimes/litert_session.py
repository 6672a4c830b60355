"""LiteRT as it is out of the box, which means with XNNPACK."""

from ai_edge_litert.interpreter import Interpreter


class Session:
    def __init__(self, file, threads, noise):
        self.interpreter = Interpreter(model_path=file, num_threads=threads)
        self.interpreter.allocate_tensors()
        for detail in self.interpreter.get_input_details():
            self.interpreter.set_tensor(detail["index"], noise(detail["shape"], detail["dtype"]))
        self.run = self.interpreter.invoke
