import Engine
import ModelIR
import Testing

/// Products of float32 and int8 weights in forms that files of other tools do not show.
@Suite struct HybridTests {
    private func model(
        scales: [Float], zeroPoint: Int64 = 0, axis: Int = 0, isBatchFree: Bool = true, isOwnResidual: Bool = false
    ) throws -> Model {
        var random = Seeded(5)
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, 40, 40, 8], isBatchFree: isBatchFree))
        let weights = (0..<8 * 9 * 8).map { _ in Int8.random(in: -127...127, using: &random) }
        let kernel = graph.addConstant("kernel", shape: [8, 3, 3, 8], TensorData(weights))
        graph[kernel].quantization = Quantization(
            scales: scales, zeroPoints: scales.map { _ in zeroPoint }, axis: axis)
        var y = try graph.append(.conv2D(Conv2D(padding: .same)), [x, kernel], name: "conv", layer: "conv")
        if isOwnResidual { y = try graph.append(.binary(Binary(.add)), [x, y], name: "sum", layer: "sum") }
        y = try graph.append(.unary(Unary(.tanh)), [y], name: "y", layer: "tanh")
        graph.outputs = [Port(name: "y", value: y)]
        return try Model(graph: graph)
    }

    private func images(_ count: Int) -> Tensor {
        var random = Seeded(6)
        return Tensor(shape: [count, 40, 40, 8], random.floats(count * 40 * 40 * 8))
    }

    /// Long rows are quantized in blocks, on several threads.
    @Test(arguments: [false, true]) func settingsDoNotMatter(_ isOwnResidual: Bool) throws {
        let model = try model(scales: [0.001], isOwnResidual: isOwnResidual)
        let expected = try Session(model: model, usesPortableKernels: true).run(["x": images(3)])["y"]?.floats()
        for threads in [1, 2, 3] {
            for isUnfused in [false, true] {
                let session = try Session(model: model, threads: threads, keepsIntermediates: isUnfused)
                #expect(try session.run(["x": images(3)])["y"]?.floats() == expected)
            }
        }
    }

    /// Each image has a scale of its own.
    @Test func batchesDoNotMatter() throws {
        let model = try model(scales: (0..<8).map { 0.001 + Float($0) * 0.0002 })
        let batch = try #require(Session(model: model).run(["x": images(2)])["y"]).floats()
        let first = try #require(Session(model: model).run(["x": images(1)])["y"]).floats()
        #expect(Array(batch.prefix(first.count)) == first)
    }

    @Test func constantAndExtremeImages() throws {
        let session = try Session(model: model(scales: [0.001]))
        for value: Float in [0, 2, -2, .infinity, .nan, .greatestFiniteMagnitude] {
            let image = Tensor(shape: [1, 40, 40, 8], Array(repeating: value, count: 40 * 40 * 8))
            let result = try #require(session.run(["x": image])["y"])
            #expect(!value.isFinite || abs(value) > 2 || result.floats().allSatisfy(\.isFinite))
        }
    }

    @Test func wrongScales() throws {
        for model in [
            try model(scales: [0.1], zeroPoint: 3), try model(scales: [0.1, 0.2]), try model(scales: [-1]),
            try model(scales: Array(repeating: 0.1, count: 8), axis: 3), try model(scales: []),
        ] {
            let error = #expect(throws: EngineError.self) { _ = try Session(model: model) }
            #expect(error?.description.contains("CONV_2D of layer 'conv'") == true)
        }
    }
}
