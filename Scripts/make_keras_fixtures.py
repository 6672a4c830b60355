#!/usr/bin/env python3
"""Makes Tests/Fixtures/keras: small Keras models, and files that are broken in one way each.

Models are saved with random, seeded weights; the `.npz` beside a model holds inputs for it as `input/NAME` and what
Keras makes of them as `output/NAME`. Needs tensorflow, tf_keras, keras 3 and h5py.
"""

import argparse
import json
import os
import pathlib
import zipfile

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import h5py
import keras
import numpy as np
import tensorflow as tf
import tf_keras

import keras_archives

SAVERS = {"tf_keras": tf_keras, "keras3": keras}
BATCH = 2


# Models


def functions_tf_keras():
    """Functions of TensorFlow between layers: TFOpLambda and SlicingOpLambda."""
    x, y = tf_keras.Input((4, 6, 3), name="x"), tf_keras.Input((4, 6, 3), name="y")
    results = [
        tf.reduce_mean(x, axis=(1, 2), keepdims=True), tf.reduce_sum(x, -1), tf.reduce_max(x, 1),
        tf.math.reduce_variance(x, -1), tf.math.l2_normalize(x, -1), tf.reshape(x, (-1, 24, 3)),
        tf.concat([x, y], -1), tf.stack([x, y], 1), x[:, 1:3, ::2, 0], x[..., None], x[:, -1], x[:, :-1, None],
        tf.transpose(x, (0, 2, 1, 3)), tf.clip_by_value(x, -0.5, 0.5), tf.clip_by_value(x, 0.0, 1.0),
        tf.expand_dims(x, -1), tf.squeeze(x[:, :1], 1), tf.nn.softmax(x, 1), tf.cast(x, "float32"), x ** 2, x ** 3.0,
        1 - x, x - 1, x / 2.0, x / 3.0, 2.0 / (x * x + 1.0), -x, abs(x), tf.nn.leaky_relu(x, 0.1), tf.nn.gelu(x),
        tf.nn.silu(x), tf.nn.relu6(x), tf.maximum(x, 0.2), tf.minimum(x, y), x * np.array([1.0, 2.0, 3.0], "float32"),
        x * y, x - y, *tf.split(x, 2, axis=2), *tf.split(x, [1, 3], axis=1),
        tf.pad(x, ((0, 0), (1, 2), (0, 1), (0, 0))), tf.image.resize(x, (8, 9)),
        tf.math.add_n([x, y, x]), tf.nn.avg_pool2d(x, 2, 2, "SAME"), tf.nn.max_pool2d(x, 2, 1, "VALID"),
        tf_keras.activations.hard_sigmoid(x), tf_keras.activations.softplus(x), tf.identity(tf.math.rsqrt(x * x + 1.0)),
        tf.nn.bias_add(x, np.array([1.0, 2.0, 3.0], "float32")),
    ]
    return tf_keras.Model([x, y], results, name="functions")


def functions_keras3():
    """Operations of Keras 3 between layers."""
    ops = keras.ops
    x, y = keras.Input((4, 6, 3), name="x"), keras.Input((4, 6, 3), name="y")
    results = [
        ops.mean(x, axis=(1, 2), keepdims=True), ops.sum(x, axis=-1), ops.max(x, axis=1), ops.var(x, axis=-1),
        ops.reshape(x, (-1, 24, 3)), ops.concatenate([x, y], axis=-1), ops.stack([x, y], axis=1),
        x[:, 1:3, ::2, 0], x[..., None], x[:, -1], ops.transpose(x, (0, 2, 1, 3)), ops.swapaxes(x, 1, 2),
        ops.clip(x, -0.5, 0.5), ops.expand_dims(x, 1), ops.squeeze(x[:, :1], 1), ops.softmax(x, axis=1),
        ops.cast(x, "float32"), x ** 2, 1 - x, x - 1, x / 2.0, 2.0 / (x * x + 1.0), -x, abs(x), ops.leaky_relu(x, 0.1),
        ops.gelu(x, approximate=True), ops.gelu(x, approximate=False), ops.hard_sigmoid(x), ops.silu(x), ops.relu6(x),
        ops.maximum(x, 0.2), ops.multiply(x, np.array([1.0, 2.0, 3.0], "float32")), ops.multiply(x, y),
        *ops.split(x, 2, axis=2), *ops.split(x, [1, 3], axis=1), ops.pad(x, ((0, 0), (1, 2), (0, 1), (0, 0))),
        ops.image.resize(x, (8, 9)), ops.nn.max_pool(x, 2), ops.nn.average_pool(x, 2, padding="same"), ops.elu(x),
    ]
    return keras.Model([x, y], results, name="functions")


def dictionaries(K):
    """Inputs and outputs by name."""
    L = K.layers
    a, b = K.Input((5,), name="left"), K.Input((3,), name="right")
    joined = L.Concatenate(name="joined")([a, b])
    outputs = {"score": L.Dense(1, activation="sigmoid", name="score_layer")(joined),
               "vector": L.Dense(4, name="vector_layer")(joined)}
    return K.Model({"left": a, "right": b}, outputs, name="dictionaries")


def frozen(K):
    """Trainable and frozen layers mixed, inside nested models, with weights whose order in the file depends on it."""
    L = K.layers

    def block(name):
        x = inner = K.Input((6, 6, 4))
        x = L.Conv2D(4, 1, name=f"{name}_first")(x)
        x = L.BatchNormalization(name=f"{name}_norm")(x)
        x = L.Conv2D(4, 1, name=f"{name}_second")(x)
        return K.Model(inner, x, name=name)

    partly, wholly, outer = block("partly"), block("wholly"), block("deep")
    partly.get_layer("partly_first").trainable = False
    wholly.trainable = False
    image = K.Input((6, 6, 4), name="image")
    nested_input = K.Input((6, 6, 4))
    nested = K.Model(nested_input, L.Conv2D(4, 1, name="after")(outer(nested_input)), name="nested")
    nested.get_layer("after").trainable = False
    x = nested(wholly(partly(image)))
    x = L.BatchNormalization(name="frozen_norm", trainable=False)(x)
    x = L.Dense(2, name="result")(L.GlobalAveragePooling2D(name="pool")(x))
    return K.Model(image, x, name="frozen")


def augmentation(K):
    """Layers that only act in training and keep the state of a random generator."""
    L = K.layers
    return K.Sequential([
        K.Input((8, 8, 3), name="image"), L.RandomFlip(name="flip"), L.RandomRotation(0.1, name="rotation"),
        L.RandomZoom(0.1, name="zoom"), L.RandomContrast(0.1, name="contrast"), L.Dropout(0.5, name="dropout"),
        L.GaussianNoise(0.1, name="noise"), L.Conv2D(2, 3, name="conv"), L.Flatten(name="flatten"),
        L.Dense(3, name="result"),
    ], name="augmentation")


def normalizations(K):
    """Layers that normalize each sample on its own."""
    L = K.layers
    x = K.Input((4, 5, 3), name="x")
    return K.Model(x, [
        L.LayerNormalization(name="last")(x), L.LayerNormalization(axis=(1, 2), name="image", center=False)(x),
        L.UnitNormalization(axis=-1, name="unit")(x),
    ], name="normalizations")


def integers(K):
    """An input of bytes, as images come."""
    L = K.layers
    x = K.Input((4, 4, 3), dtype="uint8", name="bytes")
    y = L.Rescaling([0.1, 0.2, 0.3], offset=[0.0, -1.0, 1.0], name="scaled")(x)
    return K.Model(x, L.Conv2D(2, 3, name="conv")(y), name="integers")


MODELS = {
    "functions": {"tf_keras": functions_tf_keras, "keras3": functions_keras3},
    **{builder.__name__: {saver: (lambda K=K, b=builder: b(K)) for saver, K in SAVERS.items()}
       for builder in (dictionaries, frozen, augmentation, normalizations, integers)},
}


def randomize(model, rng):
    model.set_weights([
        (0.3 * rng.normal(size=value.shape)).astype(value.dtype) if value.min(initial=0) < 0 or value.ndim > 1
        else rng.uniform(0.5, 1.5, size=value.shape).astype(value.dtype) if value.dtype.kind == "f" else value
        for value in model.get_weights()
    ])


def make_model(folder, name, saver, build):
    SAVERS[saver].backend.clear_session()
    SAVERS[saver].utils.set_random_seed(1)
    rng = np.random.default_rng(7)
    model = build()
    randomize(model, rng)
    inputs = {}
    for tensor in model.inputs:
        shape = (BATCH, *tensor.shape[1:])
        integer = "int" in str(tensor.dtype)
        key = tensor.name.split(":")[0]
        inputs[key] = rng.integers(0, 256, shape).astype("uint8") if integer else rng.normal(size=shape).astype("float32")
    given = inputs if name == "dictionaries" else list(inputs.values()) if len(inputs) > 1 else next(iter(inputs.values()))
    result = model(given, training=False)
    if not isinstance(result, dict):
        result = result if isinstance(result, (list, tuple)) else [result]
        result = {str(index): value for index, value in enumerate(result)}
    arrays = {f"input/{key}": value for key, value in inputs.items()}
    arrays |= {f"output/{key}": np.asarray(value, "float32") for key, value in result.items()}
    trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    arrays["parameters"] = np.array([model.count_params(), trainable])
    model.save(folder / f"{name}.{saver}.h5", include_optimizer=False)
    if (name, saver) != ("functions", "tf_keras"):  # It cannot write an Ellipsis.
        keras_archives.save(model, folder / f"{name}.{saver}.keras")
    np.savez_compressed(folder / f"{name}.{saver}.npz", **arrays)


# Files by hand


def dense(name, units, **config):
    return {"class_name": "Dense", "config": {
        "name": name, "trainable": True, "units": units, "activation": "linear", "use_bias": True, **config}}


BASE_LAYERS = [dense("first", 4, batch_input_shape=[None, 3]), dense("second", 2)]
BASE_WEIGHTS = {
    "first": {"first/kernel:0": np.arange(12, dtype="f4").reshape(3, 4), "first/bias:0": np.ones(4, "f4")},
    "second": {"second/kernel:0": np.arange(8, dtype="f4").reshape(4, 2), "second/bias:0": np.ones(2, "f4")},
}


def sequential(layers):
    return {"class_name": "Sequential", "config": {"name": "by_hand", "layers": layers}}


def functional(layers, inputs, outputs):
    return {"class_name": "Functional", "config": {
        "name": "by_hand", "layers": layers, "input_layers": inputs, "output_layers": outputs}}


def write(path, config=None, weights=None, version="2.15.0", text=None, change=None, **dataset_options):
    """A file of `config`; `change` is called with the open file at the end."""
    weights = BASE_WEIGHTS if weights is None else weights
    with h5py.File(path, "w", libver="latest") as file:
        file.attrs["keras_version"] = version
        file.attrs["model_config"] = text or json.dumps(config or sequential(BASE_LAYERS))
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = list(weights) or np.array([], "S1")
        for layer, values in weights.items():
            layer_group = group.create_group(layer)
            layer_group.attrs["weight_names"] = np.array(list(values), "S")
            for name, value in values.items():
                layer_group.create_dataset(name, data=value, **dataset_options)
        if change:
            change(file)


def replace(file, make):
    """Puts something else into the place of the first kernel."""
    group = file["model_weights/first/first"]
    del group["kernel:0"]
    make(group)


def raw_external(group):
    group.create_dataset("kernel:0", (3, 4), "f4", external=[("kernel.bin", 0, h5py.h5f.UNLIMITED)])


def virtual(group):
    layout = h5py.VirtualLayout((3, 4), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "kernel", (3, 4))
    group.create_virtual_dataset("kernel:0", layout)


def node(name, class_name, inbound, **config):
    return {"class_name": class_name, "config": {"name": name, **config}, "name": name,
            "inbound_nodes": [[[source, 0, 0, {}] for source in inbound]] if inbound else []}


def by_hand(folder):
    input_layer = node("x", "InputLayer", [], batch_input_shape=[None, 3], dtype="float32")
    without = lambda *keys: {layer: {name: value for name, value in values.items() if name not in keys}
                             for layer, values in BASE_WEIGHTS.items()}
    write(folder / "by_hand.h5")
    write(folder / "compressed.h5", compression="gzip", shuffle=True, fletcher32=True, chunks=True)
    write(folder / "python_numbers.h5", sequential([
        BASE_LAYERS[0], {"class_name": "ReLU", "config": {"name": "clip", "max_value": float("inf")}}, BASE_LAYERS[1]]))
    write(folder / "error_filter.h5", compression="lzf")
    write(folder / "error_missing_weight.h5", change=lambda file: replace(file, lambda group: None))
    write(folder / "error_fewer_weights.h5", weights=without("second/bias:0"))
    write(folder / "error_missing_layer.h5", weights={"first": BASE_WEIGHTS["first"]})
    write(folder / "error_weight_shape.h5", weights=BASE_WEIGHTS | {
        "second": {"second/kernel:0": np.zeros((5, 2), "f4"), "second/bias:0": np.ones(2, "f4")}})
    write(folder / "error_strings.h5", change=lambda file: replace(
        file, lambda group: group.create_dataset("kernel:0", data=np.array([b"a"]))))
    write(folder / "error_soft_link.h5", change=lambda file: replace(
        file, lambda group: group.__setitem__("kernel:0", h5py.SoftLink("/model_weights/second/second/kernel:0"))))
    write(folder / "error_external_link.h5", change=lambda file: replace(
        file, lambda group: group.__setitem__("kernel:0", h5py.ExternalLink("by_hand.h5", "/model_weights"))))
    write(folder / "error_external_storage.h5", change=lambda file: replace(file, raw_external))
    write(folder / "error_virtual.h5", change=lambda file: replace(file, virtual))
    write(folder / "error_huge.h5", change=lambda file: replace(file, lambda group: group.create_dataset(
        "kernel:0", (2**30, 2**10), "f4", chunks=(16, 16), compression="gzip")))
    write(folder / "error_huge_chunk.h5", change=lambda file: replace(file, lambda group: group.create_dataset(
        "kernel:0", (3, 4), "f4", maxshape=(None, None), chunks=(2**14, 2**15))))
    write(folder / "error_not_written.h5", change=lambda file: replace(
        file, lambda group: group.create_dataset("kernel:0", (2**20, 4), "f4")))
    write(folder / "error_no_model.h5", change=lambda file: file.attrs.__delitem__("model_config"))
    write(folder / "error_json.h5", text='{"class_name": "Sequential", "config": ')
    write(folder / "error_deep.h5", text="[" * 3_000)
    write(folder / "error_subclassed.h5", {"class_name": "MyModel", "config": {"units": 3}})
    write(folder / "error_open_size.h5", sequential([
        {"class_name": "Activation", "config": {
            "name": "first", "activation": "relu", "batch_input_shape": [None, None, 8, 3]}}]))
    write(folder / "error_no_input.h5", sequential([dense("first", 4), dense("second", 2)]))
    write(folder / "error_cycle.h5", functional([
        input_layer, node("a", "Add", ["x", "b"]), node("b", "Add", ["x", "a"])], [["x", 0, 0]], [["b", 0, 0]]))
    write(folder / "error_reference.h5", functional([
        input_layer, node("a", "Add", ["x", "nobody"])], [["x", 0, 0]], [["a", 0, 0]]))
    write(folder / "error_same_name.h5", sequential([BASE_LAYERS[0], BASE_LAYERS[0]]))
    write(folder / "error_overflow.h5", sequential([
        {"class_name": "ZeroPadding2D", "config": {
            "name": "pad", "padding": 2**19, "batch_input_shape": [None, 2**20, 2**20, 3]}}]))
    write(folder / "error_many_calls.h5", many_calls(20))
    write(folder / "error_unsupported.h5", sequential([
        {"class_name": "Conv2D", "config": {
            "name": "first", "filters": 2, "kernel_size": [3, 3], "data_format": "channels_first",
            "batch_input_shape": [None, 3, 8, 8]}},
        {"class_name": "Lambda", "config": {"name": "python", "function": ["4wEA", None, None]}},
        sequential([{"class_name": "Custom>Layer", "config": {"name": "inside"}},
                    {"class_name": "Activation", "config": {"name": "act", "activation": "Custom>fn"}}]),
        {"class_name": "LSTM", "config": {"name": "memory", "units": 3}},
    ]))
    nested_lists(folder)
    tensorflow_op(folder)
    with tf_keras.utils.custom_object_scope({}):
        tf_keras.Sequential([tf_keras.Input((2,)), tf_keras.layers.Dense(1)]).save_weights(
            folder / "error_weights_only.h5")


def archives(folder):
    """`.keras` files of the model that is in `by_hand.h5`."""
    layers = [{"class_name": "InputLayer", "config": {"name": "first_input", "batch_shape": [None, 3]}},
              dense("first", 4), dense("second", 2)]
    config = sequential(layers)
    values = [list(values.values()) for values in BASE_WEIGHTS.values()]
    groups = {"layers/dense": values[0], "layers/dense_1": values[1]}
    weights = keras_archives.weights_file(groups)
    members = keras_archives.members(config, weights)
    without = lambda name: [(key, value) for key, value in members.items() if key != name]
    pack = lambda name, members, **options: keras_archives.pack(folder / f"{name}.keras", members, **options)
    with_weights = lambda *arguments: keras_archives.members(config, keras_archives.weights_file(*arguments)).items()

    pack("archive", members.items())
    pack("archive_compressed", members.items(), compression=zipfile.ZIP_DEFLATED)
    pack("archive_zip64", members.items(), zip64=True)
    pack("archive_other_members", [("assets/notes.txt", b"notes"), *reversed(members.items())])
    for name, rename in {
        "archive_checkpoint_names": lambda path: path.replace("layers", "_layer_checkpoint_dependencies"),
        "archive_windows": lambda path: path.replace("/", "\\"),
    }.items():
        contents = keras_archives.weights_file({rename(path): value for path, value in groups.items()})
        pack(name, keras_archives.members(config, contents, "2.13.1").items())
    for name in (keras_archives.CONFIG, keras_archives.METADATA, keras_archives.WEIGHTS):
        pack(f"error_archive_no_{name.split('.')[0]}_{name.split('.')[-1]}", without(name))
    pack("error_archive_no_model", [("notes.txt", b"notes")])
    pack("error_archive_numpy", [*without(keras_archives.WEIGHTS), ("model.weights.npz", b"")])
    pack("error_archive_twice", [*members.items(), (keras_archives.CONFIG, b"{}")])
    pack("error_archive_lzma", members.items(), compression=zipfile.ZIP_LZMA)
    pack("error_archive_json", [*without(keras_archives.CONFIG), (keras_archives.CONFIG, b'{"class_name": ')])
    pack("error_archive_metadata", [*without(keras_archives.METADATA), (keras_archives.METADATA, b"[")])
    pack("error_archive_not_hdf5", [*without(keras_archives.WEIGHTS), (keras_archives.WEIGHTS, b"no weights")])
    pack("error_archive_cut", [*without(keras_archives.WEIGHTS), (keras_archives.WEIGHTS, weights[:2000])])
    pack("error_archive_missing_layer", with_weights({"layers/dense": values[0]}))
    pack("error_archive_fewer_weights", with_weights(groups | {"layers/dense_1": values[1][:1]}))
    pack("error_archive_more_weights", with_weights(groups | {"layers/dense_1": values[1] * 2}))
    pack("error_archive_names", with_weights(groups, lambda file: file["layers/dense/vars"].move("1", "bias")))
    pack("error_archive_shape", with_weights(groups | {"layers/dense_1": [np.zeros((5, 2), "f4"), values[1][1]]}))

    def link(file):
        del file["layers/dense_1/vars"]
        file["layers/dense_1/vars"] = h5py.SoftLink("/layers/dense/vars")

    pack("error_archive_link", with_weights(groups, link))
    shared_between_models(folder)
    other_policies(folder)
    K, L = keras, keras.layers
    K.backend.clear_session()
    keras_archives.save(K.Sequential([
        K.Input((6, 3), name="x"), L.Conv1D(4, 2, name="conv"), L.Bidirectional(L.LSTM(2), name="memory"),
        L.Dense(2, name="scores"), L.Lambda(lambda x: x, name="python"),
    ], name="partial"), folder / "error_archive_unsupported.keras")


def shared_between_models(folder):
    """A layer that two nested models and the outermost one share, which is stored once."""
    for saver, K in SAVERS.items():
        K.backend.clear_session()
        K.utils.set_random_seed(2)
        L = K.layers
        shared = L.Conv2D(3, 1, name="shared")

        def block(name):
            inner = K.Input((4, 4, 3), name=f"{name}_input")
            return K.Model(inner, L.Conv2D(3, 1, name="own")(shared(inner)), name=name)

        x = K.Input((4, 4, 3), name="x")
        y = L.Conv2D(3, 1, name="after")(shared(block("second")(block("first")(x))))
        model = K.Model(x, y, name="sharing")
        keras_archives.save(model, folder / f"shared_between_models.{saver}.keras")
        value = np.random.default_rng(4).normal(size=(BATCH, 4, 4, 3)).astype("f4")
        trainable = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
        np.savez_compressed(
            folder / f"shared_between_models.{saver}.npz",
            **{"input/x": value, "output/0": np.asarray(model(value)),
               "parameters": np.array([model.count_params(), trainable])})


def other_policies(folder):
    """Weights in bfloat16, in float16, and quantized by Keras."""
    values = np.linspace(-2, 2, 14, dtype="f4")
    for policy in ("bfloat16", "float16"):
        keras.backend.clear_session()
        layers = [keras.Input((6,), name="x"), keras.layers.Dense(2, name="scores", dtype=policy)]
        model = keras.Sequential(layers, name=policy)
        model.set_weights([values[:12].reshape(6, 2), values[12:]])
        keras_archives.save(model, folder / f"policy_{policy}.keras")
        kernel, bias = (np.asarray(value).astype("f4") for value in model.get_weights())
        x = np.random.default_rng(5).normal(size=(BATCH, 6)).astype("f4")
        np.savez_compressed(folder / f"policy_{policy}.npz", **{
            "input/x": x, "output/0": x @ kernel + bias, "parameters": np.array([14, 14])})
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(2, name="scores")], name="int8")
    model.quantize("int8")
    keras_archives.save(model, folder / "error_archive_quantized.keras")


def nested_lists(folder):
    """A Sequential inside of another up to Keras 2.2: a list without a name."""
    def keras1(name, units, **config):
        return {"class_name": "Dense", "config": {
            "name": name, "trainable": True, "output_dim": units, "activation": "linear", "bias": True, **config}}

    rename = lambda values: {name.replace("kernel:0", "W").replace("bias:0", "b").replace("/", "_"): value
                             for name, value in values.items()}
    write(folder / "nested_keras1.h5", {"class_name": "Sequential", "config": [
        keras1("first", 4, batch_input_shape=[None, 3]),
        {"class_name": "Sequential", "config": [keras1("second", 2, batch_input_shape=[None, 4])]},
    ]}, {layer: rename(values) for layer, values in BASE_WEIGHTS.items()}, "1.2.2")
    write(folder / "nested_keras2.h5", {"class_name": "Sequential", "config": [
        BASE_LAYERS[0], {"class_name": "Sequential", "config": [dense("second", 2, batch_input_shape=[None, 4])]},
    ]}, {"first": BASE_WEIGHTS["first"], "sequential_2": BASE_WEIGHTS["second"]}, "2.1.6")


def many_calls(depth):
    """A model that calls a model twice, which calls a model twice, and so on."""
    shape = {"batch_input_shape": [None, 3], "dtype": "float32"}
    layers = [node("x", "InputLayer", [], **shape), node("r", "Activation", ["x"], activation="relu")]
    model = functional(layers, [["x", 0, 0]], [["r", 0, 0]])
    for _ in range(depth):
        inner = model | {"name": "inner", "inbound_nodes": [[["x", 0, 0, {}]], [["inner", 1, 0, {}]]]}
        inner["config"]["name"] = "inner"
        model = functional([node("x", "InputLayer", [], **shape), inner], [["x", 0, 0]], [["inner", 2, 0]])
    return model


def tensorflow_op(folder):
    """Operations as TensorFlow 2.1 to 2.3 saved them; nothing that runs today writes them."""
    def operation(name, op, inbound, constants=None, attributes=None):
        return {"class_name": "TensorFlowOpLayer", "name": f"tf_op_layer_{name}", "config": {
            "name": name, "trainable": True, "dtype": "float32", "constants": constants or {},
            "node_def": {"name": name, "op": op, "input": [], "attr": attributes or {}}},
            "inbound_nodes": [[[source, 0, 0, {}] for source in inbound]]}

    layers = [
        node("x", "InputLayer", [], batch_input_shape=[None, 4, 6, 3], dtype="float32"),
        operation("plus", "AddV2", ["x"], {"1": 3.0}),
        operation("relu", "Relu6", ["tf_op_layer_plus"]),
        operation("scaled", "Mul", ["tf_op_layer_relu"], {"0": [1.0, 2.0, 0.5]}),
        operation("minus", "Sub", ["tf_op_layer_scaled", "x"]),
        operation("mean", "Mean", ["tf_op_layer_minus"], {"1": [1, 2]}, {"keep_dims": {"b": True}, "T": {"type": "DT_FLOAT"}}),
    ]
    write(folder / "tensorflow_op.h5", functional(layers, [["x", 0, 0]], [["tf_op_layer_mean", 0, 0]]), {}, "2.3.0-tf")
    x = np.random.default_rng(3).normal(size=(BATCH, 4, 6, 3)).astype("f4")
    minus = np.clip(x + 3, 0, 6) * np.array([1, 2, 0.5], "f4") - x
    np.savez_compressed(folder / "tensorflow_op.npz", **{
        "input/x": x, "output/0": minus.mean((1, 2), keepdims=True), "parameters": np.array([0, 0])})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--output", type=pathlib.Path, default=pathlib.Path(__file__).parents[1] / "Tests/Fixtures/keras")
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    by_hand(folder)
    archives(folder)
    for name, savers in MODELS.items():
        for saver, build in savers.items():
            make_model(folder, name, saver, build)


if __name__ == "__main__":
    main()
