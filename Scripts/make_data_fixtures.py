#!/usr/bin/env python3
"""Makes Tests/Fixtures/data: small data sets, and what Keras and TensorFlow make of their images.

`formats/` holds images of one size in every kind of JPEG and PNG, with their pixels in `formats-*.npz` by name; `sizes/`
holds images of many sizes, with what `image_dataset_from_directory` gives for each way of resizing in `sizes.npz`;
`arrays/` holds the same numbers in HDF5 and NumPy files. Needs tensorflow, keras 3, h5py and pillow.
"""

import os
import pathlib
import shutil
import struct
import zlib

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import h5py
import keras
import numpy as np
import tensorflow as tf
from PIL import Image

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests/Fixtures/data"
HEIGHT, WIDTH = 33, 41


def picture(height, width, seed):
    """Smooth colours with some noise, so that every error of a decoder shows."""
    generator = np.random.default_rng(seed)
    coarse = generator.integers(0, 256, (5, 4, 3)).astype(np.float32)
    smooth = tf.image.resize(coarse, (height, width), method="bicubic").numpy()
    return np.clip(smooth + generator.normal(0, 12, smooth.shape), 0, 255).astype(np.uint8)


# PNG files of kinds that libraries do not write


def png(path, rows, width, height, depth, colour, interlaced=False, **chunks):
    """Writes a PNG of filtered rows; `chunks` come between the header and the rows."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    parts = [chunk(b"IHDR", header)]
    parts += [chunk(kind.encode(), data) for kind, data in chunks.items()]
    parts += [chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND", b"")]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def packed(samples, depth):
    """Rows of samples of less than 8 bits, each behind filter 0."""
    rows = b""
    for row in samples:
        bits = "".join(format(value, f"0{depth}b") for value in row)
        bits += "0" * (-len(bits) % 8)
        rows += b"\0" + bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
    return rows


def adam7(pixels):
    """The rows of the seven passes of an interlaced image."""
    rows = b""
    for y, x, dy, dx in [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]:
        part = pixels[y::dy, x::dx]
        rows += b"".join(b"\0" + row.tobytes() for row in part if row.size)
    return rows


def make_formats():
    folder = FOLDER / "formats"
    for name in ["jpeg", "cmyk", "png"]:
        (folder / name).mkdir(parents=True)
    image = picture(HEIGHT, WIDTH, 1)
    alpha = picture(HEIGHT, WIDTH, 2)[..., :1]
    gray = picture(HEIGHT, WIDTH, 3)[..., :1]

    jpeg = folder / "jpeg"
    Image.fromarray(image).save(jpeg / "rgb420.jpg", quality=85, subsampling="4:2:0")
    Image.fromarray(image).save(jpeg / "rgb422.jpg", quality=70, subsampling="4:2:2")
    Image.fromarray(image).save(jpeg / "rgb444.jpg", quality=95, subsampling="4:4:4")
    Image.fromarray(image).save(jpeg / "low.jpeg", quality=5)
    Image.fromarray(image).save(jpeg / "progressive.jpg", quality=75, progressive=True)
    Image.fromarray(gray[..., 0]).save(jpeg / "gray.jpg", quality=85)
    Image.fromarray(image).convert("CMYK").save(folder / "cmyk/cmyk.jpg", quality=85)

    png_folder = folder / "png"
    rgba = np.concatenate([image, alpha], -1)
    Image.fromarray(image).save(png_folder / "rgb.png")
    Image.fromarray(rgba).save(png_folder / "rgba.png")
    Image.fromarray(gray[..., 0]).save(png_folder / "gray.png")
    Image.fromarray(np.concatenate([gray, alpha], -1), "LA").save(png_folder / "gray_alpha.png")
    Image.fromarray(image).quantize(50).save(png_folder / "palette.png")
    for name, pixels, colour in [("gray16", gray, 0), ("rgb16", image, 2), ("rgba16", rgba, 6)]:
        wide = pixels.astype(">u2") * 256 + pixels[::-1].astype(">u2")
        rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in wide)
        png(png_folder / f"{name}.png", rows, WIDTH, HEIGHT, 16, colour)
    for depth in [1, 2, 4]:
        samples = gray[..., 0] >> (8 - depth)
        png(png_folder / f"gray{depth}.png", packed(samples, depth), WIDTH, HEIGHT, depth, 0)
    colours = picture(4, 4, 4).reshape(-1, 3)
    samples = gray[..., 0] >> 4
    rows = packed(samples, 4)
    png(png_folder / "palette4.png", rows, WIDTH, HEIGHT, 4, 3, PLTE=colours.tobytes())
    png(
        png_folder / "palette4_transparent.png", rows, WIDTH, HEIGHT, 4, 3,
        PLTE=colours.tobytes(), tRNS=bytes(range(0, 160, 10)),
    )
    rows = b"".join(b"\0" + row.tobytes() for row in gray)
    png(png_folder / "gray_transparent.png", rows, WIDTH, HEIGHT, 8, 0, tRNS=struct.pack(">H", int(gray[3, 3, 0])))
    png(png_folder / "interlaced.png", adam7(image), WIDTH, HEIGHT, 8, 2, interlaced=True)
    png(png_folder / "interlaced_gray.png", adam7(gray), WIDTH, HEIGHT, 8, 0, interlaced=True)

    # sRGB's gamma and chromaticities, and a profile that is broken: neither changes a pixel.
    rows = b"".join(b"\0" + row.tobytes() for row in image)
    png(
        png_folder / "gamma.png", rows, WIDTH, HEIGHT, 8, 2, gAMA=struct.pack(">I", 45455), iCCP=b"broken\0\0nothing"
    )

    for name, folders, channels in [
        ("rgb", ["jpeg", "cmyk", "png"], 3), ("grayscale", ["jpeg", "png"], 1), ("rgba", ["png"], 4),
    ]:
        pixels = {}
        for path in sorted(path for part in folders for path in (folder / part).iterdir()):
            decoded = tf.io.decode_image(path.read_bytes(), channels=channels, expand_animations=False)
            pixels[f"{path.parent.name}/{path.name}"] = decoded.numpy()
        np.savez_compressed(FOLDER / f"formats-{name}.npz", **pixels)


def make_sizes():
    folder = FOLDER / "sizes"
    sizes = {
        "train/B/big.png": (64, 50), "train/B/wide.jpg": (17, 80), "train/B/deeper/inside.png": (20, 20),
        "train/B/UPPER.JPG": (30, 40), "train/B/_first.png": (12, 10), "train/a/tall.png": (80, 13),
        "train/a/dot.png": (1, 1), "train/a/small.png": (5, 7), "train/a/line.png": (3, 1),
        "train/\u00e9/double.png": (24, 20), "train/\u00e9/half.png": (6, 5), "train/\u00e9/odd.png": (25, 19),
        "test/B/one.png": (15, 15), "test/a/two.jpg": (31, 29), "test/\u00e9/three.png": (9, 40),
    }
    for seed, (name, (height, width)) in enumerate(sizes.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture(height, width, 100 + seed)).save(path, quality=90)
    (folder / "train/B/notes.txt").write_text("Not an image.\n")

    expected = {}
    for part in ["train", "test"]:
        exact = ["bilinear", "nearest", "bicubic", "area"]
        for interpolation in exact + ["lanczos3", "lanczos5", "gaussian", "mitchellcubic"]:
            for proportions in ["stretch", "crop", "pad"] if interpolation in exact else ["stretch"]:
                dataset = keras.utils.image_dataset_from_directory(
                    folder / part, shuffle=False, batch_size=None, image_size=(12, 10), interpolation=interpolation,
                    crop_to_aspect_ratio=proportions == "crop", pad_to_aspect_ratio=proportions == "pad", verbose=False,
                )
                images, labels = zip(*dataset.as_numpy_iterator())
                expected[f"{part}/{interpolation}-{proportions}"] = np.stack(images).astype(np.float32)
        expected[f"{part}/labels"] = np.array(labels)
        assert dataset.class_names == ["B", "a", "\u00e9"]
    np.savez_compressed(FOLDER / "sizes.npz", **expected)


def make_arrays():
    folder = FOLDER / "arrays"
    folder.mkdir(parents=True)
    generator = np.random.default_rng(7)
    x_train = generator.integers(0, 256, (30, 4, 5, 1), np.uint8)
    x_test = generator.integers(0, 256, (11, 4, 5, 1), np.uint8)
    y_train, y_test = np.arange(30) % 3, np.arange(11) % 3
    names = ["ape", "b\u00e4r", "cat"]

    with h5py.File(folder / "split.h5", "w") as file:
        file.create_dataset("x_train", data=x_train, chunks=(7, 4, 5, 1), compression="gzip", shuffle=True)
        file.create_dataset("y_train", data=y_train.astype(np.uint16))
        file.create_dataset("x_test", data=x_test)
        file.create_dataset("y_test", data=np.eye(3, dtype=np.float32)[y_test])
        file.attrs["class_names"] = names
    with h5py.File(folder / "pieces.h5", "w") as file:
        # Chunks that cut samples, and a last one that is not full.
        file.create_dataset("x", data=x_train, chunks=(4, 3, 2, 1), compression="gzip")
        file.create_dataset("y", data=y_train.reshape(-1, 1).astype(np.int8))
    with h5py.File(folder / "half.h5", "w") as file:
        file["x_train"] = (x_train / 256).astype(np.float16)
        file["x_test"] = (x_test / 256).astype(np.float64)
    arrays = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": np.eye(3, dtype=bool)[y_test]}
    np.savez(folder / "stored.npz", class_names=names, **arrays)
    np.savez_compressed(folder / "deflated.npz", class_names=np.array(names), **arrays)
    np.savez_compressed(folder / "odd.npz", x=x_train.astype(">u2"), y=y_train.astype(">f8"), notes=np.array([None]))
    np.savez_compressed(folder / "fortran.npz", x=np.asfortranarray(x_train))
    np.save(folder / "inputs.npy", x_train)

    size = generator.normal(size=(30, 2)).astype(np.float32)
    with h5py.File(folder / "several.h5", "w") as file:
        file["x_train_image"], file["x_train_size"], file["y_train"] = x_train, size, y_train
    np.savez_compressed(folder / "several.npz", x_image=x_train, x_size=size, y=y_train)
    np.savez_compressed(folder / "uneven.npz", x_image=x_train, x_size=size[:-1])


if __name__ == "__main__":
    shutil.rmtree(FOLDER, ignore_errors=True)
    make_formats()
    make_sizes()
    make_arrays()
