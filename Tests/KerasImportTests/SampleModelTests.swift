import KerasImport
import ModelIR
import Testing

/// The samples folder of the repository.
private let samples = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/samples/"

@Suite struct SampleModelTests {
    @Test func `the EfficientNet sample becomes a graph with Keras's names, shapes and parameter counts`() throws {
        let model = try KerasModel(contentsOf: samples + "glyphs.h5")
        #expect(model.name == "model")
        #expect(model.kerasVersion == "2.21.0")
        #expect(model.parameters == ParameterCount(total: 4_164_967, trainable: 4_120_168))
        #expect(model.layers.reduce(0) { $0 + $1.parameters.total } == 4_164_967)

        let graph = try model.makeGraph()
        try graph.validate()
        #expect(graph.inputs.map(\.name) == ["input_1"])
        #expect(graph.outputs.map(\.name) == ["dense_2"])
        #expect(graph.outputs.map { graph[$0.value].shape } == [Shape([1, 8], isBatchFree: true)])
        #expect(graph.values.count { $0.name == "block3a_se_excite" } == 1)
    }

    @Test func `a kernel's output channels come first in the graph`() throws {
        let model = try KerasModel(contentsOf: samples + "glyphs.h5")
        let stem = try #require(model.layers.first { $0.name == "stem_conv" })
        let stored = try stem.weights[0].read().floats()
        #expect(stem.weights[0].shape == [3, 3, 3, 32])

        let graph = try model.makeGraph()
        let kernel = try #require(graph.values.first { $0.name == "stem_conv/kernel" })
        let elements = try #require(kernel.data).floats()
        #expect(kernel.shape == Shape([32, 3, 3, 3]))
        for output in 0..<32 {
            for tap in 0..<27 { #expect(elements[output * 27 + tap] == stored[tap * 32 + output]) }
        }
    }
}
