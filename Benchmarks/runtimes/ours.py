"""The engine of qconv."""

from runtimes.process import Runtime

WARM_UP = 3


class Engine(Runtime):
    title = "qconv"

    @staticmethod
    def command(tool, file, threads):
        return [tool, "bench", file, "--turns", "--threads", str(threads), "--warmup", str(WARM_UP)]
