"""Peers with a Python interface."""

import pathlib
import sys

from runtimes.process import Runtime

WORKER = pathlib.Path(__file__).with_name("worker.py")


class Peer(Runtime):
    @classmethod
    def command(cls, tool, file, threads):
        return [sys.executable, WORKER, cls.module, file, str(threads)]


class LiteRT(Peer):
    title, module = "LiteRT", "litert_session"


class OpenVINO(Peer):
    title, module = "OpenVINO", "openvino_session"
