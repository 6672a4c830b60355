"""Models with several inputs and outputs, shared layers, nested models, and operation nodes."""

from .case import BOTH, Case

IMAGE = (8, 8, 3)


def several_inputs_and_outputs(keras):
    L = keras.layers
    image, extra = keras.Input(IMAGE, name="image"), keras.Input((5,), name="extra")
    value = L.Flatten()(L.Conv2D(4, 3, strides=2, activation="relu")(image))
    value = L.Concatenate()([value, L.Dense(6, activation="relu")(extra)])
    return keras.Model([image, extra], [
        L.Dense(3, activation="softmax", name="which")(value), L.Dense(1, name="how_much")(value)])


def inputs_out_of_order(keras):
    """Ports in another order than the layers, so that nothing may rely on that order."""
    L = keras.layers
    first, second = keras.Input((4,), name="first"), keras.Input((4,), name="second")
    difference = L.Subtract(name="difference")([first, second])
    doubled = L.Dense(4, name="doubled")(difference)
    return keras.Model([second, first], [doubled, difference])


def sequential_with_input(keras):
    L = keras.layers
    return keras.Sequential([
        keras.Input(IMAGE, name="picture"), L.Conv2D(4, 3), L.ReLU(), L.GlobalAveragePooling2D(), L.Dense(3)])


def sequential_input_shape(keras):
    L = keras.layers
    return keras.Sequential([L.Conv2D(4, 3, input_shape=IMAGE), L.MaxPooling2D(), L.Flatten(), L.Dense(3)])


def sequential_built_later(keras):
    """No input is stated anywhere: the shape is known because the model was called."""
    L = keras.layers
    model = keras.Sequential([L.Conv2D(4, 3), L.Flatten(), L.Dense(3)])
    model.build((None, *IMAGE))
    return model


def shared_layer(keras):
    L = keras.layers
    a, b = keras.Input((6,), name="a"), keras.Input((6,), name="b")
    dense = L.Dense(4, activation="relu", name="shared")
    return keras.Model([a, b], L.Concatenate(name="both")([dense(a), dense(b), dense(a)]))


def layer_applied_to_itself(keras):
    L = keras.layers
    x = keras.Input((5, 5, 3), name="x")
    convolution = L.Conv2D(3, 3, padding="same", activation="tanh", name="again")
    return keras.Model(x, convolution(convolution(convolution(x))))


def backbone(keras, name="backbone"):
    L = keras.layers
    x = keras.Input(IMAGE, name="backbone_input")
    value = L.Conv2D(4, 3, use_bias=False, name="conv")(x)
    value = L.BatchNormalization(name="norm")(value)
    return keras.Model(x, L.ReLU(name="relu")(value), name=name)


def nested_functional(keras):
    L = keras.layers
    x = keras.Input(IMAGE, name="x")
    value = L.GlobalAveragePooling2D(name="pool")(backbone(keras)(L.Rescaling(0.5, name="half")(x)))
    return keras.Model(x, L.Dense(3, name="head")(value))


def nested_in_sequential(keras):
    L = keras.layers
    return keras.Sequential([backbone(keras), L.GlobalMaxPooling2D(), L.Dense(3)], name="outer")


def nested_sequential(keras):
    L = keras.layers
    x = keras.Input(IMAGE, name="x")
    block = keras.Sequential([keras.Input(IMAGE), L.Conv2D(4, 3), L.BatchNormalization(), L.ReLU()], name="block")
    return keras.Model(x, L.Flatten()(block(x)))


def nested_twice(keras):
    """A model in a model in a model, and layers of the same name on different floors.

    Keras itself cannot save two of one name below the same outermost model.
    """
    L = keras.layers
    middle_input = keras.Input(IMAGE, name="middle_input")
    middle = keras.Model(
        middle_input, L.Conv2D(5, 3, name="last_conv")(backbone(keras, "inner")(middle_input)), name="middle")
    x = keras.Input(IMAGE, name="x")
    return keras.Model(x, L.Conv2D(2, 1, name="conv")(middle(x)))


def nested_shared(keras):
    """A nested model that is called twice."""
    L = keras.layers
    a, b = keras.Input(IMAGE, name="a"), keras.Input(IMAGE, name="b")
    tower = backbone(keras, "tower")
    return keras.Model([a, b], L.Subtract(name="difference")([tower(a), tower(b)]))


def nested_with_two_outputs(keras):
    L = keras.layers
    inner_input = keras.Input((6,), name="inner_input")
    inner = keras.Model(
        inner_input, [L.Dense(3, name="left")(inner_input), L.Dense(3, name="right")(inner_input)], name="inner")
    x = keras.Input((6,), name="x")
    left, right = inner(x)
    return keras.Model(x, [L.Subtract(name="difference")([left, right]), L.ReLU(name="rectified")(left)])


def nested_with_two_inputs(keras):
    L = keras.layers
    p, q = keras.Input((6,), name="p"), keras.Input((6,), name="q")
    inner = keras.Model([p, q], L.Subtract(name="minus")([L.Dense(6, name="scaled")(p), q]), name="inner")
    a, b = keras.Input((6,), name="a"), keras.Input((6,), name="b")
    return keras.Model([a, b], L.ReLU(name="rectified")(inner([b, a])))


def intermediate_is_output(keras):
    L = keras.layers
    x = keras.Input(IMAGE, name="x")
    features = L.ReLU(name="features")(L.Conv2D(4, 3)(x))
    return keras.Model(x, [features, L.Dense(2, name="scores")(L.GlobalAveragePooling2D()(features))])


def residual(keras):
    L = keras.layers
    x = keras.Input((6, 6, 4), name="x")
    value = L.ReLU()(L.BatchNormalization()(L.Conv2D(4, 3, padding="same", use_bias=False)(x)))
    value = L.BatchNormalization()(L.Conv2D(4, 3, padding="same", use_bias=False)(value))
    return keras.Model(x, L.ReLU(name="out")(L.Add()([x, value])))


def value_read_twice(keras):
    L = keras.layers
    x = keras.Input((6,), name="x")
    value = L.Dense(6)(x)
    return keras.Model(x, L.Add(name="doubled")([value, value]))


def fixed_batch(keras):
    L = keras.layers
    x = keras.Input(batch_shape=(3, *IMAGE), name="x")
    return keras.Model(x, L.Dense(3)(L.Flatten()(L.Conv2D(4, 3)(x))))


def operators_with_constants(keras):
    """x + 3, x * y, 1 - x, x / 4 and the like: TFOpLambda in tf_keras, operation nodes in Keras 3."""
    L = keras.layers
    x = keras.Input((4, 4, 3), name="x")
    value = (x + 3.0) * 0.5
    value = value / 4.0 - 0.25
    value = 1.0 - value
    return keras.Model(x, L.Conv2D(2, 3, name="conv")(value))


def operators_on_two_values(keras):
    L = keras.layers
    a, b = keras.Input((4, 4, 3), name="a"), keras.Input((4, 4, 3), name="b")
    value = L.Conv2D(3, 3, padding="same")(a)
    return keras.Model([a, b], L.ReLU(name="out")((value + b) * a - b))


def hard_swish_by_parts(keras):
    L = keras.layers
    x = keras.Input((6, 6, 3), name="x")
    value = L.Conv2D(5, 3)(x)
    gate = L.ReLU(6.0)(value + 3.0) * (1.0 / 6.0)
    return keras.Model(x, L.Multiply(name="gated")([value, gate]))


def caffe_preprocessing(keras):
    """preprocess_input of ResNet50 and VGG16 inside of the model: channels turned around, means subtracted."""
    L = keras.layers
    x = keras.Input((6, 6, 3), name="x")
    return keras.Model(x, L.Conv2D(4, 3)(keras.applications.resnet50.preprocess_input(x)))


def output_twice(keras):
    """One value under two names."""
    L = keras.layers
    x = keras.Input((6,), name="x")
    value = L.Dense(3, name="scores")(x)
    return keras.Model(x, [value, L.ReLU(name="rectified")(value), value])


def sigmoid_gate_by_parts(keras):
    L = keras.layers
    x = keras.Input((6, 6, 3), name="x")
    value = L.Conv2D(5, 3)(x)
    return keras.Model(x, L.Multiply(name="gated")([value, L.Activation("sigmoid")(value)]))


CASES = [
    Case("several_inputs_and_outputs", several_inputs_and_outputs, BOTH),
    Case("inputs_out_of_order", inputs_out_of_order, BOTH),
    Case("sequential_with_input", sequential_with_input, BOTH),
    Case("sequential_input_shape", sequential_input_shape, BOTH),
    Case("sequential_built_later", sequential_built_later, BOTH),
    Case("shared_layer", shared_layer, BOTH),
    Case("layer_applied_to_itself", layer_applied_to_itself, BOTH),
    Case("nested_functional", nested_functional, BOTH),
    Case("nested_in_sequential", nested_in_sequential),
    Case("nested_sequential", nested_sequential, BOTH),
    Case("nested_twice", nested_twice, BOTH),
    Case("nested_shared", nested_shared, BOTH),
    Case("nested_with_two_outputs", nested_with_two_outputs, BOTH),
    Case("nested_with_two_inputs", nested_with_two_inputs, BOTH),
    Case("intermediate_is_output", intermediate_is_output),
    Case("residual", residual),
    Case("value_read_twice", value_read_twice),
    Case("fixed_batch", fixed_batch, BOTH),
    Case("operators_with_constants", operators_with_constants, BOTH, keras3_reads_back=False),
    Case("operators_on_two_values", operators_on_two_values, BOTH, keras3_reads_back=False),
    Case("hard_swish_by_parts", hard_swish_by_parts, BOTH, keras3_reads_back=False),
    Case("caffe_preprocessing", caffe_preprocessing, BOTH, keras3_reads_back=False),
    Case("output_twice", output_twice, BOTH),
    Case("sigmoid_gate_by_parts", sigmoid_gate_by_parts),
]
