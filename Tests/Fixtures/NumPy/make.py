"""Writes the NumPy fixtures of NumPyFormatTests; run it with NumPy 2 in this folder."""

import io
import zipfile

import numpy as np

numbers = np.array([[0, 1, 2], [100, 101, 102]])

for name in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
    for order, prefix in [("little", "<"), ("big", ">")]:
        np.save(f"{name}-{order}.npy", numbers.astype(prefix + name))
np.save("bool.npy", numbers % 2 == 0)
np.save("negative-i2-big.npy", (-numbers).astype(">i2"))
np.save("u8-too-large.npy", np.array([2**63], np.uint64))
np.save("scalar.npy", np.float32(2.5))
np.save("empty.npy", np.zeros((3, 0, 2), np.float32))
np.save("vector.npy", np.arange(5, dtype=np.float32))
np.save("fortran.npy", np.asfortranarray(np.arange(24, dtype=np.float32).reshape(2, 3, 4)))
np.save("fortran-big-i2.npy", np.asfortranarray(np.arange(24, dtype=">i2").reshape(2, 3, 4)))
np.save("complex.npy", numbers.astype(np.complex64))
np.save("text.npy", np.array(["a", "b"]))
np.save("object.npy", np.array([None, 1], dtype=object), allow_pickle=True)
np.save("record.npy", np.zeros(2, dtype=[("x", "<f4"), ("y", "<i4")]))
for version in [(2, 0), (3, 0)]:
    with open(f"version{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, numbers.astype(np.float32), version=version)

arrays = {"image": np.arange(12, dtype=np.float32).reshape(1, 2, 2, 3), "mask": numbers.astype(np.uint8)}
np.savez("stored.npz", **arrays)
np.savez_compressed("deflated.npz", **arrays, zeros=np.zeros(20000, np.float32))
np.savez("no-arrays.npz")


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


with zipfile.ZipFile("repeated.npz", "w") as archive:
    archive.writestr("x.npy", npy(np.zeros(1, np.float32)))
    archive.writestr("x.npy", npy(np.ones(1, np.float32)))
with zipfile.ZipFile("stranger.npz", "w") as archive:
    archive.writestr("notes.txt", "not an array")
with zipfile.ZipFile("lzma.npz", "w", zipfile.ZIP_LZMA) as archive:
    archive.writestr("x.npy", npy(np.zeros(1, np.float32)))
