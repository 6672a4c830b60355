"""`.keras` files for fixtures: as Keras saves them, but the same bytes every time, and others by hand."""

import io
import json
import re
import zipfile

import h5py

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
DATE = (2026, 1, 1, 0, 0, 0)


def pack(path, members, compression=zipfile.ZIP_STORED, zip64=False):
    """Writes pairs of a name and bytes; a name may come twice."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, contents in members:
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = compression
            with archive.open(info, "w", force_zip64=zip64) as file:
                file.write(contents)


def unpack(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def save(model, path):
    """Saves `model` as Keras does, without what differs from run to run."""
    model.save(path)
    members = unpack(path)
    members[METADATA] = re.sub(rb'"date_saved": "[^"]*"', b'"date_saved": "2026-01-01@00:00:00"', members[METADATA])
    ids = dict.fromkeys(re.findall(rb'"shared_object_id": (\d+)', members[CONFIG]))
    numbers = {old: str(number).encode() for number, old in enumerate(ids, 1)}
    members[CONFIG] = re.sub(
        rb'("shared_object_id": )(\d+)', lambda match: match[1] + numbers[match[2]], members[CONFIG])
    pack(path, members.items())


def weights_file(groups, change=None):
    """The bytes of a file of weights: lists of arrays by the path of a group."""
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        file.create_group("vars")
        for path, values in groups.items():
            variables = file.create_group(path).create_group("vars")
            for index, value in enumerate(values):
                variables[str(index)] = value
        if change:
            change(file)
    return memory.getvalue()


def members(config, weights, version="3.15.1"):
    """The members of an archive by name; `weights` is the bytes of the file of weights."""
    return {METADATA: json.dumps({"keras_version": version}).encode(), CONFIG: json.dumps(config).encode(),
            WEIGHTS: weights}
