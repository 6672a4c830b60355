"""Measurements that are kept, so that a long benchmark can be made in pieces and written down as a whole."""

import hashlib
import json

import models


class Results:
    """Measurements by name, of one build of qconv: those of another are forgotten."""

    def __init__(self, tool, keeps):
        self.path = models.CACHE / "results.json"
        self.build = hashlib.sha256(tool.read_bytes()).hexdigest()
        self.measurements = {}
        if keeps and self.path.exists():
            stored = json.loads(self.path.read_text())
            if stored["build"] == self.build:
                self.measurements = stored["measurements"]

    def get(self, measure, *key):
        """What was measured under this key, or what `measure` gives, which is kept then."""
        name = " ".join(str(part) for part in key)
        if name not in self.measurements:
            self.measurements[name] = measure()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(json.dumps({"build": self.build, "measurements": self.measurements}))
        return self.measurements[name]
