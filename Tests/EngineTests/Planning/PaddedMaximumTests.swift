import Engine
import ModelIR
import Testing

/// PAD by zeros in front of MAX_POOL_2D, as Keras's ResNet50 has it behind its first convolution.
@Suite struct PaddedMaximumTests {
    private struct Network {
        var type = ElementType.float32
        var size = [7, 6]
        var window = 3
        var amounts = [1, 1, 1, 1]
        var activation = FusedActivation.relu
        var padding = Padding.valid
        var kind = Pool2D.Kind.max
        var value: Float = 0
        /// Of the image, in int8.
        var zeroPoint: Int64 = -128

        func model() throws -> Model {
            var random = Seeded(30)
            var graph = Graph()
            let x = graph.addInput("x", type: type, shape: Shape([1] + size + [5], isBatchFree: true))
            let kernel =
                type == .float32
                ? graph.addConstant("kernel", shape: [9, 1, 1, 5], random.floats(45, in: -1...1))
                : graph.addConstant(
                    "kernel", shape: [9, 1, 1, 5],
                    TensorData((0..<45).map { _ in Int8.random(in: -127...127, using: &random) }))
            let bias =
                type == .float32
                ? graph.addConstant("bias", shape: [9], random.floats(9, in: -1...1))
                : graph.addConstant("bias", shape: [9], TensorData((0..<9).map { Int32($0 * 100 - 400) }))
            let image = try graph.append(
                .conv2D(Conv2D(padding: .same, activation: activation)), [x, kernel, bias], name: "image",
                layer: "image")
            let pad = Pad(
                amounts: [
                    .none, .init(before: amounts[0], after: amounts[1]), .init(before: amounts[2], after: amounts[3]),
                    .none,
                ], value: value)
            let padded = try graph.append(.pad(pad), [image], name: "padded", layer: "pool")
            let pool = Pool2D(
                kind: kind, window: Pair(height: window, width: window), strides: Pair(height: 2, width: 2),
                padding: padding)
            let result = try graph.append(.pool2D(pool), [padded], name: "result", layer: "pool")
            if type == .int8 {
                graph[x].quantization = Quantization(scales: [0.05], zeroPoints: [3])
                graph[kernel].quantization = Quantization(scales: [0.01], zeroPoints: [0])
                graph[bias].quantization = Quantization(scales: [0.05 * 0.01], zeroPoints: [0])
                for value in [image, padded, result] {
                    graph[value].quantization = Quantization(scales: [0.04], zeroPoints: [zeroPoint])
                }
            }
            graph.outputs = [Port(name: "result", value: result)]
            return try Model(graph: graph)
        }

        /// Compares every setting with each operator on its own.
        ///
        /// - Returns: how many steps there are.
        func check(_ place: SourceLocation = #_sourceLocation) throws -> Int {
            let model = try model()
            var random = Seeded(31)
            let count = 2 * size[0] * size[1] * 5
            let shape = [2] + size + [5]
            let input =
                type == .float32
                ? Tensor(shape: shape, random.floats(count, in: -1...1))
                : Tensor(shape: shape, (0..<count).map { _ in Int8.random(in: -128...127, using: &random) })
            let unfused = try Session(model: model, keepsIntermediates: true).run(["x": input])
            let expected = try #require(unfused["result"], sourceLocation: place)
            var steps: Set<Int> = []
            for setting in Setting.all {
                let session = try setting.session(model)
                let fused = try #require(try session.run(["x": input])["result"], sourceLocation: place)
                let isSame =
                    type == .int8
                    ? fused.data.isIdentical(to: expected.data)
                    : deviation(fused.floats(), expected.floats()) < 1e-6
                #expect(isSame, "\(setting)", sourceLocation: place)
                steps.insert(session.profile(runs: 1).count)
            }
            #expect(steps.count == 1, sourceLocation: place)
            return steps.first ?? 0
        }
    }

    @Test(arguments: [ElementType.float32, .int8]) func isTheBorderOfTheMaximum(_ type: ElementType) throws {
        for amounts in [[1, 1, 1, 1], [0, 1, 2, 0], [2, 2, 2, 2]] {
            for size in [[2, 1], [2, 3], [7, 6], [8, 9]] {
                #expect(try Network(type: type, size: size, amounts: amounts).check() == 2, "\(amounts), \(size)")
            }
        }
        #expect(try Network(type: type, activation: .relu6).check() == 2)
    }

    /// Where a zero may be the greatest number of a window, or a window may have nothing but zeros, it stays.
    @Test func staysWhereItMatters() throws {
        #expect(try Network(activation: .none).check() == 3)
        #expect(try Network(activation: .reluN1To1).check() == 3)
        #expect(try Network(kind: .average).check() == 3)
        #expect(try Network(value: -1).check() == 3)
        #expect(try Network(padding: .same).check() == 3)
        #expect(try Network(window: 2, amounts: [2, 0, 0, 0]).check() == 3)
        #expect(try Network(type: .int8, zeroPoint: -127).check() == 3)
    }
}
