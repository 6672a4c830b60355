"""The same weights in every form that an HDF5 file of Keras 1.2 to 2.x can have.

Files of Keras 1 and of early Keras 2 cannot be made with what runs today; their configurations and names are written
out here as those versions wrote them. Expected outputs come from the model as tf_keras builds it now.
"""

import fnmatch
import json

import h5py
import numpy as np
import tf_keras

from . import weights

L = tf_keras.layers
BATCH = 3


def small_model(input_name="image"):
    return tf_keras.Sequential([
        tf_keras.Input((8, 8, 3), name=input_name),
        L.Conv2D(6, 3, name="conv"), L.BatchNormalization(name="norm"), L.ReLU(name="relu"),
        L.MaxPooling2D(name="pool"), L.Flatten(name="flatten"), L.Dense(4, activation="softmax", name="dense"),
    ], name="small")


def copy(source, target, dtype=None, split_names=False, fixed_names=False, fixed_config=False):
    """Copies a model's file, writing weights as `dtype` and names in another of the ways that Keras has had."""

    def write_names(group, key, names):
        if split_names:
            # As Keras does where an attribute would exceed HDF5's 64 KiB.
            for index, part in enumerate(np.array_split(np.array(names, dtype="S"), 2)):
                group.attrs[f"{key}{index}"] = part
        elif fixed_names:
            group.attrs[key] = np.array(names, dtype="S")
        else:
            group.attrs[key] = names

    with h5py.File(source) as old, h5py.File(target, "w") as new:
        for key, value in old.attrs.items():
            new.attrs[key] = np.bytes_(value) if fixed_config else value
        group = new.create_group("model_weights")
        for key in ("backend", "keras_version"):
            group.attrs[key] = old["model_weights"].attrs[key]
        layers = list(old["model_weights"].attrs["layer_names"])
        write_names(group, "layer_names", layers)
        for layer in layers:
            old_layer, new_layer = old["model_weights"][layer], group.create_group(layer)
            names = list(old_layer.attrs["weight_names"])
            write_names(new_layer, "weight_names", names)
            for name in names:
                value = old_layer[name][()]
                new_layer.create_dataset(name, data=value, dtype=dtype or value.dtype)


def write_keras1(path, config, layers, version="1.2.2"):
    """A file as Keras 1 and early 2 lay it out: `layers` is pairs of a layer's name and its weights by name."""
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = np.bytes_(version)
        file.attrs["model_config"] = np.bytes_(json.dumps(config))
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = np.array([name for name, _ in layers], dtype="S")
        if not version.startswith("1"):
            group.attrs["backend"] = file.attrs["backend"] = np.bytes_("tensorflow")
            group.attrs["keras_version"] = np.bytes_(version)
        for name, values in layers:
            layer = group.create_group(name)
            layer.attrs["weight_names"] = np.array([key for key, _ in values], dtype="S")
            for key, value in values:
                layer[key] = value


def keras1_layer(class_name, name, **config):
    return {"class_name": class_name, "config": {"name": name, "trainable": True, **config}}


def keras1_convolution(name, filters, size, border="valid", subsample=(1, 1), activation="linear", **config):
    return keras1_layer(
        "Convolution2D", name, nb_filter=filters, nb_row=size, nb_col=size, init="glorot_uniform",
        activation=activation, border_mode=border, subsample=list(subsample), dim_ordering="tf", W_regularizer=None,
        b_regularizer=None, activity_regularizer=None, W_constraint=None, b_constraint=None, bias=True, **config)


def keras1_dense(name, width, activation="linear", input_dim=None, **config):
    return keras1_layer(
        "Dense", name, output_dim=width, init="glorot_uniform", activation=activation, W_regularizer=None,
        b_regularizer=None, activity_regularizer=None, W_constraint=None, b_constraint=None, bias=True,
        input_dim=input_dim, **config)


def keras1_norm(name):
    return keras1_layer(
        "BatchNormalization", name, epsilon=0.001, mode=0, axis=-1, momentum=0.99, gamma_regularizer=None,
        beta_regularizer=None)


def keras1_weights(name, layer):
    """Weights of a layer under Keras 1's names."""
    suffixes = {
        "kernel": "W", "bias": "b", "gamma": "gamma", "beta": "beta", "moving_mean": "running_mean",
        "moving_variance": "running_std",
    }
    return [
        (f"{name}_{suffixes[weight.name.split('/')[-1].split(':')[0]]}:0", weight.numpy()) for weight in layer.weights
    ]


def keras1_sequential(rng):
    model = tf_keras.Sequential([
        tf_keras.Input((9, 9, 3), name="convolution2d_input_1"),
        L.Conv2D(5, 3, strides=2, padding="same", name="convolution2d_1"),
        L.BatchNormalization(name="batchnormalization_1"), L.Activation("relu", name="activation_1"),
        L.MaxPooling2D(name="maxpooling2d_1"), L.Dropout(0.5, name="dropout_1"), L.Flatten(name="flatten_1"),
        L.Dense(4, activation="softmax", name="dense_1"),
    ])
    weights.randomize(model, rng)
    config = {"class_name": "Sequential", "config": [
        keras1_convolution(
            "convolution2d_1", 5, 3, "same", (2, 2), batch_input_shape=[None, 9, 9, 3], input_dtype="float32"),
        keras1_norm("batchnormalization_1"),
        keras1_layer("Activation", "activation_1", activation="relu"),
        keras1_layer(
            "MaxPooling2D", "maxpooling2d_1", dim_ordering="tf", pool_size=[2, 2], strides=[2, 2],
            border_mode="valid"),
        keras1_layer("Dropout", "dropout_1", p=0.5),
        keras1_layer("Flatten", "flatten_1"),
        keras1_dense("dense_1", 4, "softmax"),
    ]}
    layers = [(layer.name, keras1_weights(layer.name, layer)) for layer in model.layers]
    return model, lambda path: write_keras1(path, config, layers)


def keras1_functional(rng):
    a, b = tf_keras.Input((8, 8, 3), name="input_1"), tf_keras.Input((8, 8, 3), name="input_2")
    left = L.Conv2D(4, 3, activation="relu", name="convolution2d_1")(a)
    right = L.Conv2D(4, 3, activation="tanh", name="convolution2d_2")(b)
    both = L.Concatenate(name="merge_1")([left, right])
    total = L.Add(name="merge_2")([both, both])
    mean = L.GlobalAveragePooling2D(name="globalaveragepooling2d_1")(total)
    model = tf_keras.Model([a, b], L.Dense(3, name="dense_1")(mean))
    weights.randomize(model, rng)

    def node(layer, *sources):
        return {**layer, "name": layer["config"]["name"], "inbound_nodes": [[[source, 0, 0] for source in sources]]}

    def input_layer(name):
        layer = keras1_layer(
            "InputLayer", name, batch_input_shape=[None, 8, 8, 3], input_dtype="float32", sparse=False)
        del layer["config"]["trainable"]
        return {**layer, "name": name, "inbound_nodes": []}

    def merge(name, mode):
        return {"class_name": "Merge", "config": {
            "name": name, "mode": mode, "mode_type": "raw", "concat_axis": -1, "dot_axes": -1, "output_shape": None,
            "output_shape_type": "raw", "output_mask": None, "output_mask_type": "raw", "arguments": {}}}

    config = {"class_name": "Model", "config": {
        "name": "model_1",
        "layers": [
            input_layer("input_1"), input_layer("input_2"),
            node(keras1_convolution("convolution2d_1", 4, 3, activation="relu"), "input_1"),
            node(keras1_convolution("convolution2d_2", 4, 3, activation="tanh"), "input_2"),
            node(merge("merge_1", "concat"), "convolution2d_1", "convolution2d_2"),
            node(merge("merge_2", "sum"), "merge_1", "merge_1"),
            node(
                keras1_layer("GlobalAveragePooling2D", "globalaveragepooling2d_1", dim_ordering="tf"), "merge_2"),
            node(keras1_dense("dense_1", 3), "globalaveragepooling2d_1"),
        ],
        "input_layers": [["input_1", 0, 0], ["input_2", 0, 0]], "output_layers": [["dense_1", 0, 0]]}}
    layers = [(layer.name, keras1_weights(layer.name, layer)) for layer in model.layers]
    return model, lambda path: write_keras1(path, config, layers)


def keras1_conv1d(rng):
    model = tf_keras.Sequential([
        tf_keras.Input((12, 4), name="convolution1d_input_1"),
        L.Conv1D(6, 3, strides=2, padding="same", activation="relu", name="convolution1d_1"),
        L.MaxPooling1D(2, name="maxpooling1d_1"), L.Flatten(name="flatten_1"), L.Dense(3, name="dense_1"),
    ])
    weights.randomize(model, rng)
    config = {"class_name": "Sequential", "config": [
        keras1_layer(
            "Convolution1D", "convolution1d_1", batch_input_shape=[None, 12, 4], input_dtype="float32", nb_filter=6,
            filter_length=3, init="glorot_uniform", activation="relu", border_mode="same", subsample_length=2,
            W_regularizer=None, b_regularizer=None, activity_regularizer=None, W_constraint=None, b_constraint=None,
            bias=True, input_dim=4, input_length=12),
        keras1_layer("MaxPooling1D", "maxpooling1d_1", stride=2, pool_length=2, border_mode="valid"),
        keras1_layer("Flatten", "flatten_1"),
        keras1_dense("dense_1", 3),
    ]}
    layers = [(layer.name, keras1_weights(layer.name, layer)) for layer in model.layers]
    # Keras 1 kept a second spatial axis of size 1 in the kernel.
    name, kernel = layers[0][1][0]
    layers[0][1][0] = (name, kernel[:, np.newaxis])
    return model, lambda path: write_keras1(path, config, layers)


def keras2_early(rng):
    """Keras 2.0 to 2.2: a Sequential's configuration is a list, batch normalization's axis a number.

    The list has no input layer; Keras names the one that it adds after the first layer.
    """
    model = small_model("conv_input")
    weights.randomize(model, rng)
    early = []
    for layer in model.layers:
        config = layer.get_config()
        for key in ("dtype", "groups"):
            config.pop(key, None)
        if isinstance(layer, L.BatchNormalization):
            config["axis"] = -1
        if isinstance(layer, L.ReLU):
            early.append(keras1_layer("Activation", "relu", activation="relu"))
            continue
        for key in [key for key in config if key.endswith("initializer")]:
            config[key] = {"class_name": "VarianceScaling", "config": {
                "scale": 1.0, "mode": "fan_avg", "distribution": "uniform", "seed": None}}
        early.append({"class_name": type(layer).__name__, "config": config})
    early[0]["config"].update(batch_input_shape=[None, 8, 8, 3], dtype="float32")
    layers = [(layer.name, [(weight.name, weight.numpy()) for weight in layer.weights]) for layer in model.layers]
    return model, lambda path: write_keras1(
        path, {"class_name": "Sequential", "config": early}, layers, version="2.1.6")


def rewritten(name, **options):
    """The small model with its file copied in another form; float16 weights count as what was trained."""

    def build(rng):
        model = small_model()
        weights.randomize(model, rng)
        if options.get("dtype", "").endswith("f2"):
            model.set_weights([value.astype(np.float16).astype(np.float32) for value in model.get_weights()])

        def write(path):
            whole = path.with_suffix(".whole.h5")
            model.save(whole, include_optimizer=False)
            copy(whole, path, **options)
            whole.unlink()

        return model, write

    return name, build


def with_optimizer(rng):
    model = small_model()
    weights.randomize(model, rng)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    model.train_on_batch(
        rng.normal(size=(BATCH, 8, 8, 3)).astype(np.float32), np.eye(4, dtype=np.float32)[:BATCH])
    return model, lambda path: model.save(path)


FORMATS = dict([
    ("keras1_sequential", keras1_sequential),
    ("keras1_functional", keras1_functional),
    ("keras1_conv1d", keras1_conv1d),
    ("keras2_early", keras2_early),
    ("with_optimizer", with_optimizer),
    rewritten("weights_float16", dtype="<f2"),
    rewritten("weights_float64", dtype="<f8"),
    rewritten("weights_big_endian", dtype=">f4"),
    rewritten("weights_float64_big_endian", dtype=">f8"),
    rewritten("names_split", split_names=True),
    rewritten("names_fixed_length", fixed_names=True),
    rewritten("config_fixed_length", fixed_config=True),
])


def make(folder, only):
    folder.mkdir(parents=True, exist_ok=True)
    for index, (name, build) in enumerate(FORMATS.items()):
        if not fnmatch.fnmatch(name, only):
            continue
        tf_keras.backend.clear_session()
        tf_keras.utils.set_random_seed(index)
        rng = np.random.default_rng(1000 + index)
        model, write = build(rng)
        inputs = {
            input_name: rng.normal(size=(BATCH, *tensor.shape[1:])).astype(np.float32)
            for input_name, tensor in zip(model.input_names, model.inputs)
        }
        values = list(inputs.values())
        output = np.asarray(model(values if len(values) > 1 else values[0], training=False))
        write(folder / f"{name}.h5")
        arrays = {f"input/{key}": value for key, value in inputs.items()}
        arrays[f"output/{model.output_names[0]}"] = output
        np.savez_compressed(folder / f"{name}.npz", **arrays)
        print(f"{name}: {(folder / f'{name}.h5').stat().st_size} bytes")
