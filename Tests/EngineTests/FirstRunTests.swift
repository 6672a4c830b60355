import Engine
import ModelIR
import Testing

/// The first run, the second and later ones use weights in different places.
@Suite("First and later runs") struct FirstRunTests {
    /// Winograd's convolution, a grouped one, matrix products whose sizes fill no panel, a depthwise one, one kernel used
    /// twice, and a dense layer.
    private func floatModel() throws -> Model {
        var random = Seeded(11)
        var graph = Graph()
        let image = graph.addInput("image", shape: Shape([1, 12, 12, 32], isBatchFree: true))
        func kernel(_ name: String, _ shape: [Int]) -> ValueID {
            graph.addConstant(name, shape: shape, random.floats(shape.reduce(1, *), in: -0.2...0.2))
        }
        func conv(_ name: String, _ input: ValueID, _ kernel: ValueID) throws -> ValueID {
            try graph.append(.conv2D(Conv2D(padding: .same)), [input, kernel], name: name, layer: name)
        }
        var value = try conv("winograd", image, kernel("a", [33, 3, 3, 32]))
        value = try conv("pointwise", value, kernel("b", [300, 1, 1, 33]))
        value = try graph.append(
            .depthwiseConv2D(DepthwiseConv2D(padding: .same)), [value, kernel("c", [1, 3, 3, 300])], name: "depthwise",
            layer: "depthwise")
        value = try conv("grouped", value, kernel("d", [40, 3, 3, 150]))
        let shared = kernel("e", [40, 1, 1, 40])
        value = try conv("once", value, shared)
        value = try conv("twice", value, shared)
        value = try graph.append(
            .reduce(Reduce(.mean, axes: [1, 2], keepsDimensions: false)), [value], name: "mean", layer: "mean")
        value = try graph.append(
            .fullyConnected(FullyConnected()), [value, kernel("f", [7, 40])], name: "dense", layer: "dense")
        graph.outputs = [Port(name: "y", value: value)]
        return try Model(graph: graph)
    }

    /// A convolution with windows, a product, and a depthwise convolution, on int8.
    private func integerModel() throws -> Model {
        var random = Seeded(12)
        var graph = Graph()
        let scale = Quantization(scales: [0.5], zeroPoints: [3])
        func constant(_ name: String, _ shape: [Int], axis: Int) -> ValueID {
            let weights = (0..<shape.reduce(1, *)).map { _ in Int8.random(in: -127...127, using: &random) }
            let value = graph.addConstant(name, shape: shape, TensorData(weights))
            graph[value].quantization = Quantization(
                scales: Array(repeating: 0.01, count: shape[axis]), zeroPoints: Array(repeating: 0, count: shape[axis]),
                axis: axis)
            return value
        }
        func layer(_ name: String, _ op: Operator, _ input: ValueID, _ kernel: ValueID, outputs: Int) throws -> ValueID
        {
            let bias = (0..<outputs).map { _ in Int32.random(in: -500...500, using: &random) }
            let inputs = [input, kernel, graph.addConstant(name + "/bias", shape: [outputs], TensorData(bias))]
            let output = try graph.append(op, inputs, name: name, layer: name)
            graph[output].quantization = scale
            return output
        }
        let image = graph.addInput("image", type: .int8, shape: Shape([1, 9, 9, 20], isBatchFree: true))
        graph[image].quantization = scale
        let conv = Operator.conv2D(Conv2D(padding: .same))
        var value = try layer("windows", conv, image, constant("a", [70, 3, 3, 20], axis: 0), outputs: 70)
        value = try layer("product", conv, value, constant("b", [33, 1, 1, 70], axis: 0), outputs: 33)
        value = try layer(
            "depthwise", .depthwiseConv2D(DepthwiseConv2D(padding: .same)), value,
            constant("c", [1, 3, 3, 33], axis: 3), outputs: 33)
        graph.outputs = [Port(name: "y", value: value)]
        return try Model(graph: graph)
    }

    private func bits(_ tensor: Tensor?) throws -> [UInt8] {
        try #require(tensor).data.withUnsafeBytes { Array($0) }
    }

    @Test("give the same bits", arguments: [false, true])
    func sameBits(isInteger: Bool) throws {
        let model = try isInteger ? integerModel() : floatModel()
        var random = Seeded(13)
        func image(_ samples: Int) -> Tensor {
            let shape = [samples] + model.inputs[0].shape.dropFirst().compactMap(\.self)
            let count = shape.reduce(1, *)
            guard isInteger else { return Tensor(shape: shape, random.floats(count)) }
            return Tensor(shape: shape, (0..<count).map { _ in Int8.random(in: .min ... .max, using: &random) })
        }
        let (one, three) = (["image": image(1)], ["image": image(3)])
        let keeping = try Session(model: model)
        keeping.keepWeights()
        let expected = try bits(keeping.run(one)["y"])
        let expectedOfThree = try bits(keeping.run(three)["y"])
        #expect(Set(expected).count > 2)
        for setting in Setting.all {
            let session = try setting.session(model)
            #expect(session.packedByteCount == 0, "nothing is kept yet, \(setting)")
            #expect(try bits(session.run(one)["y"]) == expected, "the first run, \(setting)")
            #expect(session.packedByteCount == 0, "the first run keeps nothing, \(setting)")
            #expect(try bits(session.run(one)["y"]) == expected, "the second run, \(setting)")
            #expect(session.packedByteCount > 0, "weights are kept, \(setting)")
            #expect(try bits(session.run(one)["y"]) == expected, "the third run, \(setting)")
            #expect(try bits(session.run(three)["y"]) == expectedOfThree, "another batch, \(setting)")
            let other = try setting.session(model)
            #expect(try bits(other.run(three)["y"]) == expectedOfThree, "another batch first, \(setting)")
            #expect(try bits(other.run(one)["y"]) == expected, "the batch that was planned first, \(setting)")
        }
    }

    /// What was written into the inputs before the first run is still there for the second.
    @Test func keepsInputs() throws {
        let session = try Session(model: floatModel())
        var random = Seeded(14)
        let elements = random.floats(12 * 12 * 32)
        session.withInput(0) { bytes in elements.withUnsafeBytes { bytes.copyMemory(from: $0) } }
        let results = (0..<3).map { _ in
            session.invoke()
            return session.withOutput(0) { Array($0.bindMemory(to: Float.self)) }
        }
        #expect(results[1] == results[0])
        #expect(results[2] == results[0])
        session.keepWeights()
        session.withInput(0) { bytes in #expect(Array(bytes.bindMemory(to: Float.self)) == elements) }
    }
}
