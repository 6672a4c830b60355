"""The runtimes that are compared: each runs a model in a process of its own, a turn at a time."""

from runtimes.ours import Engine
from runtimes.peer import LiteRT, OpenVINO

# In the order of the tables; the first is what the others are compared with.
RUNTIMES = {"qconv": Engine, "litert": LiteRT, "openvino": OpenVINO}
