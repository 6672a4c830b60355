import Engine
import KerasImport
import ModelIR
import NumPyFormat
import Testing

/// Models computed by the engine, against what Keras makes of them.
@Suite struct ModelTests {
    @Test(arguments: [
        "augmentation.keras3.h5", "augmentation.keras3.keras", "augmentation.tf_keras.h5",
        "augmentation.tf_keras.keras",
        "dictionaries.keras3.h5", "dictionaries.keras3.keras", "dictionaries.tf_keras.h5",
        "dictionaries.tf_keras.keras",
        "frozen.keras3.h5", "frozen.keras3.keras", "frozen.tf_keras.h5", "frozen.tf_keras.keras",
        "functions.keras3.h5", "functions.keras3.keras", "functions.tf_keras.h5", "integers.keras3.h5",
        "integers.keras3.keras", "integers.tf_keras.h5", "integers.tf_keras.keras", "normalizations.keras3.h5",
        "normalizations.keras3.keras", "normalizations.tf_keras.h5", "normalizations.tf_keras.keras",
        "policy_bfloat16.keras", "policy_float16.keras", "shared_between_models.keras3.keras",
        "shared_between_models.tf_keras.keras", "tensorflow_op.h5",
    ])
    func `a model gives Keras's numbers and counts Keras's parameters`(name: String) throws {
        let model = try KerasModel(contentsOf: Fixtures.path(name))
        let arrays = try Fixtures.arrays(of: String(name.prefix(upTo: try #require(name.lastIndex(of: ".")))))

        let counts = try #require(arrays["parameters"]?.data.integers())
        #expect(model.parameters == ParameterCount(total: counts[0], trainable: counts[1]))
        if !name.hasPrefix("shared_between_models") {
            #expect(model.layers.reduce(0) { $0 + $1.parameters.trainable } == counts[1])
        }

        let graph = try model.makeGraph()
        try graph.validate()
        var inputs: [String: Tensor] = [:]
        for (key, tensor) in arrays where key.hasPrefix("input/") { inputs[String(key.dropFirst(6))] = tensor }
        let results = try Session(model: Model(graph: graph), batch: 2).run(inputs)
        for (index, port) in graph.outputs.enumerated() {
            let expected = try #require(arrays["output/\(port.name)"] ?? arrays["output/\(index)"])
            let result = try #require(results[port.name])
            #expect(result.shape == expected.shape, "\(port.name)")
            let largest = expected.floats().map(abs).max() ?? 0
            for (one, other) in zip(result.floats(), expected.floats()) {
                #expect(abs(one - other) <= 2e-6 * max(1, largest), "\(port.name)")
            }
        }
    }

    @Test func `values, constants and nodes are named after layers`() throws {
        let graph = try KerasModel(contentsOf: Fixtures.path("frozen.tf_keras.h5")).makeGraph()
        let names = Set(graph.values.map(\.name))
        #expect(names.count == graph.values.count)
        #expect(
            names.isSuperset(of: ["image", "partly/partly_norm", "nested/deep/deep_first", "nested/after", "result"]))
        #expect(names.contains("nested/deep/deep_first/kernel"))
        #expect(Set(graph.nodes.map(\.layer)).contains("nested/deep/deep_norm"))
    }

    @Test func `the second call of a shared layer has a number, and no weights of its own`() throws {
        let path = "\(Fixtures.repository)/Tests/Fixtures/conformance/topologies/nested_twice.keras3.h5"
        let graph = try KerasModel(contentsOf: path).makeGraph()
        let shared = "\(Fixtures.repository)/Tests/Fixtures/conformance/topologies/shared_layer.keras3.h5"
        let twice = try KerasModel(contentsOf: shared).makeGraph()
        #expect(twice.values.contains { $0.name.hasSuffix("#2") })
        for graph in [graph, twice] {
            let kernels = graph.values.filter { $0.name.hasSuffix("/kernel") }.map(\.name)
            #expect(Set(kernels).count == kernels.count)
        }
    }

    @Test func `ports have the names of a dictionary's keys`() throws {
        for saver in ["keras3", "tf_keras"] {
            let graph = try KerasModel(contentsOf: Fixtures.path("dictionaries.\(saver).h5")).makeGraph()
            #expect(graph.inputs.map(\.name).sorted() == ["left", "right"])
            #expect(graph.outputs.map(\.name).sorted() == ["score", "vector"])
        }
    }

    @Test func `layers tell their weights as the file has them`() throws {
        let model = try KerasModel(contentsOf: Fixtures.path("by_hand.h5"))
        #expect(model.layers.map(\.name) == ["first_input", "first", "second"])
        let first = model.layers[1]
        #expect(first.className == "Dense")
        #expect(first.outputShapes == [Shape([1, 4], isBatchFree: true)])
        #expect(first.weights.map(\.name) == ["kernel", "bias"])
        #expect(first.weights[0].shape == [3, 4])
        #expect(try first.weights[0].read().elements(as: Float.self) == (0..<12).map { Float($0) })
        #expect(first.parameters == ParameterCount(total: 16, trainable: 16))
    }

    @Test(arguments: [("nested_keras1.h5", "layer_1"), ("nested_keras2.h5", "sequential_2"), ("by_hand.h5", nil)])
    func `a Sequential without a name inside of another is found`(name: String, nested: String?) throws {
        let model = try KerasModel(contentsOf: Fixtures.path(name))
        #expect(model.parameters == ParameterCount(total: 26, trainable: 26))
        let graph = try model.makeGraph()
        let second = (nested.map { "\($0)/" } ?? "") + "second"
        let kernel = try #require(graph.values.first { $0.name == "\(second)/kernel" })
        #expect(try #require(kernel.data).floats() == [0, 2, 4, 6, 1, 3, 5, 7])

        let result = try Session(model: Model(graph: graph)).run([
            graph.inputs[0].name: Tensor(shape: [1, 3], [1, 2, 3] as [Float])
        ])
        // 1 + [1, 2, 3] * [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]] = [33, 39, 45, 51], and so on.
        #expect(result[graph.outputs[0].name]?.floats() == [565, 733])
    }

    @Test func `compressed weights and Python's Infinity are read`() throws {
        for name in ["compressed.h5", "python_numbers.h5"] {
            let graph = try KerasModel(contentsOf: Fixtures.path(name)).makeGraph()
            let kernel = try #require(graph.values.first { $0.name == "first/kernel" })
            #expect(kernel.shape == Shape([4, 3]))
            #expect(try #require(kernel.data).floats() == [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11])
        }
    }

    @Test func `statistics and frozen weights are not trainable`() throws {
        for saver in ["keras3", "tf_keras"] {
            let model = try KerasModel(contentsOf: Fixtures.path("frozen.\(saver).h5"))
            func trainable(_ name: String) -> [Bool]? {
                model.layers.first { $0.name == name }?.weights.map(\.isTrainable)
            }
            #expect(trainable("partly/partly_first") == [false, false])
            #expect(trainable("partly/partly_norm") == [true, true, false, false])
            #expect(trainable("wholly/wholly_norm") == [false, false, false, false])
            #expect(trainable("nested/deep/deep_second") == [true, true])
            #expect(trainable("nested/after") == [false, false])
            #expect(trainable("frozen_norm") == [false, false, false, false])
        }
    }
}
