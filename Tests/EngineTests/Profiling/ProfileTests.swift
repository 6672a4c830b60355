import Engine
import ModelIR
import Testing

@Suite("Profiles of steps")
struct ProfileTests {
    /// mean(swish(conv(x))), with everything that the planner may merge.
    private func model() throws -> Model {
        var graph = Graph()
        let image = graph.addInput("image", shape: Shape([1, 6, 5, 4], isBatchFree: true))
        let kernel = graph.addConstant("kernel", shape: [8, 3, 3, 4], Array(repeating: 0.1, count: 288))
        let bias = graph.addConstant("bias", shape: [8], Array(repeating: 0.5, count: 8))
        let conv = try graph.append(
            .conv2D(Conv2D(padding: .same)), [image, kernel, bias], name: "conv", layer: "stem")
        let gate = try graph.append(.unary(Unary(.logistic)), [conv], name: "gate", layer: "activation")
        let swish = try graph.append(.binary(Binary(.mul)), [conv, gate], name: "swish", layer: "activation")
        let mean = try graph.append(
            .reduce(Reduce(.mean, axes: [1, 2], keepsDimensions: false)), [swish], name: "mean", layer: "pool")
        graph.outputs = [Port(name: "mean", value: mean)]
        return try Model(graph: graph)
    }

    @Test("A step names all operators that it stands for, and counts their work once")
    func namesFusedOperators() throws {
        let session = try Session(model: model(), batch: 2)
        let steps = session.profile(runs: 3)
        let stem = try #require(steps.first)
        #expect(stem.operators.starts(with: ["CONV_2D", "LOGISTIC", "MUL"]))
        #expect(stem.mainOperator == 0)
        #expect(stem.layer == "stem")
        #expect(stem.kernel == Pair(height: 3, width: 3))
        #expect(stem.type == .float32)
        #expect(steps.flatMap(\.operators) == ["CONV_2D", "LOGISTIC", "MUL", "MEAN"])
        // 2 samples of 6x5 pixels and 8 channels, each of 3x3x4 products.
        let work: Int = steps.reduce(0) { $0 + $1.multiplyAccumulates }
        #expect(work == 17_280)
        // The image, the weights, and what comes out in the end are read or written in any case: 240, 296 and 16 numbers.
        let bytes: Int = steps.reduce(0) { $0 + $1.bytesMoved }
        #expect(bytes >= 4 * 552)
        #expect(steps.allSatisfy { $0.milliseconds >= 0 && $0.milliseconds < 1000 })
        #expect(steps.last?.shape == [2, 8])
    }

    @Test("Nothing is merged where every value is kept")
    func separatesKeptValues() throws {
        let steps = try Session(model: model(), keepsIntermediates: true).profile(runs: 1)
        #expect(steps.map(\.operators) == [["CONV_2D"], ["LOGISTIC"], ["MUL"], ["MEAN"]])
        #expect(steps.map(\.layer) == ["stem", "activation", "activation", "pool"])
        // 120 numbers of the image, 296 of weights, 240 of each value between, 8 that come out.
        #expect(steps.map(\.bytesMoved) == [656 * 4, 480 * 4, 720 * 4, 248 * 4])
    }

    @Test("A profile of several threads has the same steps")
    func profilesOnThreads() throws {
        let (one, two) = try (Session(model: model()), Session(model: model(), threads: 2))
        #expect(one.profile(runs: 2).map(\.operators) == two.profile(runs: 2).map(\.operators))
    }

    @Test("What stands for bytes without a sign is told apart from operators of the model")
    func profilesUnsignedBytes() throws {
        var graph = Graph()
        let quantization = Quantization(scales: [0.5], zeroPoints: [128])
        let x = graph.add(
            Value(
                name: "x", type: .uint8, shape: Shape([1, 4, 4, 8], isBatchFree: true), quantization: quantization))
        graph.inputs = [Port(name: "x", value: x)]
        let relu = try graph.append(.unary(Unary(.relu)), [x], name: "relu", layer: "relu")
        graph[relu].quantization = quantization
        graph.outputs = [Port(name: "y", value: relu)]
        let steps = try Session(model: Model(graph: graph)).profile(runs: 1)
        #expect(steps.flatMap(\.operators).filter { $0 == "RELU" }.count == 1)
        #expect(steps.allSatisfy { !$0.operators.isEmpty })
    }
}
