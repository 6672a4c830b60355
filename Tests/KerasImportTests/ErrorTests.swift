import KerasImport
import ModelIR
import Testing

@Suite struct ErrorTests {
    @Test(arguments: [
        ("error_cycle", KerasError.Code.badConfiguration, "a: needs its own result"),
        ("error_deep", .badConfiguration, "model_config: values are nested too deeply at byte 200"),
        (
            "error_external_link", .badContents,
            "model_weights/first/first/kernel:0: is not a plain link, or is damaged"
        ),
        (
            "error_external_storage", .badContents,
            "model_weights/first/first/kernel:0: lies outside the file, which is not supported"
        ),
        (
            "error_fewer_weights", .missingWeights,
            "second: it needs 2 weights (kernel, bias), but the file has 1 weight (second/kernel:0)"
        ),
        (
            "error_filter", .badContents,
            "model_weights/first/first/kernel:0: is stored with filter 32000; only gzip, shuffle and fletcher32 are "
                + "supported"
        ),
        (
            "error_huge", .badContents,
            "model_weights/first/first/kernel:0: has shape [1073741824, 1024], which a file of 8728 bytes cannot hold"
        ),
        ("error_huge_chunk", .badContents, "model_weights/first/first/kernel:0: has implausibly large chunks"),
        ("error_json", .badConfiguration, "model_config: the text ends too early at byte 39"),
        ("error_many_calls", .badConfiguration, "the model calls its layers implausibly often"),
        ("error_missing_layer", .missingWeights, "second: its weights are not in the file"),
        (
            "error_missing_weight", .missingWeights, "first: its weight 'first/kernel:0' is listed but not in the file"
        ),
        (
            "error_no_input", .badConfiguration,
            "first_input: the model does not say the shape of its input; give its first layer an input_shape"
        ),
        (
            "error_no_model", .notAModel,
            "holds the weights of a model, but not the model; save it with model.save"
        ),
        (
            "error_not_written", .badContents,
            "model_weights/first/first/kernel:0: has shape [1048576, 4], which a file of 8728 bytes cannot hold"
        ),
        (
            "error_open_size", .badConfiguration,
            "first_input: input shape (?, ?, 8, 3) leaves a size open besides the batch; save the model with a fixed "
                + "input shape"
        ),
        ("error_overflow", .shapeMismatch, "pad_input: its shape is implausibly large"),
        ("error_reference", .badConfiguration, "by_hand: call 0 of layer 'nobody' does not exist"),
        ("error_same_name", .badConfiguration, "first: two layers have this name"),
        ("error_soft_link", .badContents, "model_weights/first/first/kernel:0: is not a plain link, or is damaged"),
        (
            "error_strings", .badContents,
            "model_weights/first/first/kernel:0: does not consist of numbers of a type that can be read"
        ),
        (
            "error_subclassed", .notAModel,
            "the model is a 'MyModel'; only Sequential and Functional models can be converted"
        ),
        ("error_virtual", .badContents, "model_weights/first/first/kernel:0: is not a data set, or is damaged"),
        (
            "error_weight_shape", .shapeMismatch,
            "second: its weight 'kernel' has shape (5, 2) in the file, but the layer needs (4, 2)"
        ),
        (
            "error_weights_only", .notAModel,
            "holds the weights of a model, but not the model; save it with model.save"
        ),
    ])
    func `a broken file is refused, with a reason that names the place`(
        name: String, code: KerasError.Code, message: String
    ) throws {
        let error = try #require(Fixtures.error(of: "\(name).h5"))
        #expect(error.code == code)
        #expect(error.description.hasSuffix(message), "\(error)")
        #expect(error.kind == .badData)
    }

    @Test func `all layers that cannot be converted are listed at once`() throws {
        let error = try #require(Fixtures.error(of: "error_unsupported.h5"))
        #expect(error.code == .unsupportedLayers)
        #expect(error.unsupportedLayers.map(\.className) == ["Conv2D", "Lambda", "Custom>Layer", "Activation", "LSTM"])
        #expect(
            error.description == """
                5 layers cannot be converted:
                  first (Conv2D): data_format 'channels_first' is not supported; build the model as channels_last
                  python (Lambda): runs Python code, which cannot be converted; use layers or operations of Keras instead
                  by_hand/inside (Custom>Layer): is not among the layers that can be converted
                  by_hand/act (Activation): activation 'Custom>fn' is not supported
                  memory (LSTM): is not among the layers that can be converted
                """)
    }

    @Test func `a data set is no model`() throws {
        let error = #expect(throws: KerasError.self) {
            try KerasModel(contentsOf: "\(Fixtures.repository)/samples/digits.data.h5")
        }
        #expect(error?.code == .notAModel)
        #expect(error?.description == "is an HDF5 file, but holds no Keras model (no attribute 'model_config')")
    }

    @Test func `a file that is not there is missing input`() throws {
        let error = try #require(Fixtures.error(of: "nothing.h5"))
        #expect(error.code == .cannotOpen)
        #expect(error.kind == .missingInput)
        #expect(error.description == "cannot open: no such file or directory")
        #expect(try #require(Fixtures.error(of: "")).description == "is not a regular file")
    }
}
