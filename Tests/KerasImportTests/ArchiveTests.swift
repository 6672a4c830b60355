import KerasImport
import ModelIR
import Testing

/// `.keras` files: zip archives with the weights as an HDF5 file inside.
@Suite struct ArchiveTests {
    @Test(arguments: [
        "archive", "archive_checkpoint_names", "archive_compressed", "archive_other_members", "archive_windows",
        "archive_zip64",
    ])
    func `an archive says the same as an HDF5 file`(name: String) throws {
        let model = try KerasModel(contentsOf: Fixtures.path("\(name).keras"))
        #expect(model.isArchive)
        #expect(model.parameters == ParameterCount(total: 26, trainable: 26))
        let (graph, expected) = (
            try model.makeGraph(), try KerasModel(contentsOf: Fixtures.path("by_hand.h5")).makeGraph()
        )
        #expect(graph.values.map(\.name) == expected.values.map(\.name))
        #expect(graph.values.map { $0.data?.floats() } == expected.values.map { $0.data?.floats() })
    }

    @Test(arguments: [
        ("config.json", "error_archive_no_config_json", KerasError.Code.badArchive, "is not in the archive"),
        ("metadata.json", "error_archive_no_metadata_json", .badArchive, "is not in the archive"),
        ("model.weights.h5", "error_archive_no_model_h5", .badArchive, "is not in the archive"),
        ("model.weights.h5", "error_archive_numpy", .badArchive, "in NumPy's format"),
        ("config.json", "error_archive_twice", .badArchive, "is in the archive 2 times"),
        ("config.json", "error_archive_lzma", .badArchive, "is encrypted or neither stored nor deflated"),
        ("config.json", "error_archive_json", .badConfiguration, "the text ends too early at byte 15"),
        ("metadata.json", "error_archive_metadata", .badConfiguration, "the text ends too early at byte 1"),
        ("model.weights.h5", "error_archive_not_hdf5", .notHDF5, "is not an HDF5 file"),
        ("model.weights.h5", "error_archive_cut", .truncated, "it should have 8184 bytes and has 2000"),
        ("second", "error_archive_missing_layer", .missingWeights, "are not in the file (layers/dense_1)"),
        (
            "second", "error_archive_fewer_weights", .missingWeights,
            "needs 2 weights (kernel, bias), but the file has 1"
        ),
        ("second", "error_archive_more_weights", .missingWeights, "the file has 4 weights (0, 1, 2, 3)"),
        ("model.weights.h5/layers/dense/vars/1", "error_archive_names", .badContents, "does not exist"),
        ("second", "error_archive_shape", .shapeMismatch, "has shape (5, 2) in the file"),
        ("model.weights.h5/layers/dense_1/vars", "error_archive_link", .badContents, "is not a plain link"),
    ])
    func `an archive that is wrong is refused with the member or the layer`(
        location: String, name: String, code: KerasError.Code, reason: String
    ) throws {
        let error = try #require(Fixtures.error(of: "\(name).keras"))
        #expect(error.code == code)
        #expect(error.location == location)
        #expect(error.message.contains(reason), "\(error)")
        #expect(error.kind == .badData)
    }

    @Test func `archives of other things, and layers that Keras has quantized, are refused`() {
        #expect(
            Fixtures.error(of: "error_archive_no_model.keras")?.description
                == "is a zip archive, but no .keras file: it has no 'config.json'")
        #expect(
            Fixtures.error(of: "error_archive_quantized.keras")?.unsupportedLayers.map(\.reason)
                == ["is quantized by Keras (int8); convert the model as it was before model.quantize"])
    }

    @Test func `an archive that is not understood is listed`() throws {
        let path = Fixtures.path("error_archive_unsupported.keras")
        let listing = try #require(try KerasListing(contentsOf: path))
        #expect(listing.layers.map(\.name) == ["x", "conv", "memory", "scores", "python"])
        #expect(
            listing.layers[2].weights.map(\.name) == [
                "backward_layer/cell/vars/0", "backward_layer/cell/vars/1", "backward_layer/cell/vars/2",
                "forward_layer/cell/vars/0", "forward_layer/cell/vars/1", "forward_layer/cell/vars/2",
            ])
        #expect(try listing.layers[1].weights[0].read().count == 24)
    }

    /// As Keras's own `to_snake_case` names them.
    @Test(arguments: [
        ("Dense", "dense"), ("Conv2D", "conv2d"), ("DepthwiseConv2D", "depthwise_conv2d"), ("PReLU", "p_re_lu"),
        ("GlobalAveragePooling2D", "global_average_pooling2d"), ("BatchNormalization", "batch_normalization"),
        ("TFOpLambda", "tf_op_lambda"), ("ReLU", "re_lu"), ("LeakyReLU", "leaky_re_lu"), ("ELU", "elu"),
        ("Functional", "functional"), ("SyncBatchNormalization", "sync_batch_normalization"),
        ("Conv1DTranspose", "conv1d_transpose"), ("SlicingOpLambda", "slicing_op_lambda"),
        ("MyBlockV2", "my_block_v2"), ("ABCDef", "abc_def"), ("A1B2Cd", "a1b2_cd"), ("GRUCell", "gru_cell"),
    ])
    func `groups are named after classes`(className: String, group: String) {
        #expect(ClassGroups.name(of: className) == group)
    }
}
