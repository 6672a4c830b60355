import Engine
import ModelIR
import Testing

@Suite struct ConversionTests {
    /// A model of one operator with one input of `type` and the given quantizations.
    private func model(
        _ op: Operator, _ type: ElementType, count: Int, input: Quantization? = nil, output: Quantization? = nil
    ) throws -> Model {
        var graph = Graph()
        let x = graph.addInput("x", type: type, shape: Shape([count]))
        let y = try graph.append(op, [x], name: "y", layer: "layer")
        graph[x].quantization = input
        graph[y].quantization = output
        graph.outputs = [Port(name: "y", value: y)]
        return try Model(graph: graph)
    }

    private func run(_ model: Model, _ tensor: Tensor) throws -> Tensor? {
        try Session(model: model).run(["x": tensor])["y"]
    }

    @Test(arguments: ElementType.allCases.filter { $0 != .bool && $0 != .uint8 }) func castBothWays(_ type: ElementType)
        throws
    {
        let numbers: [Float] = [0, 1, -1, 2.5, -2.75, 100, -100]
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([7]))
        let there = try graph.append(.cast(Cast(to: type)), [x], name: "there", layer: "layer")
        let back = try graph.append(.cast(Cast(to: .float32)), [there], name: "back", layer: "layer")
        graph.outputs = [Port(name: "y", value: back)]
        let expected = type.isFloatingPoint ? numbers : numbers.map { $0.rounded(.towardZero) }
        let result = try Session(model: Model(graph: graph)).run(["x": Tensor(shape: [7], numbers)])
        #expect(result["y"]?.floats() == expected)
    }

    @Test func castOutOfRange() throws {
        let numbers: [Float] = [300, -300, .infinity, -.infinity, .nan]
        let result = try run(model(.cast(Cast(to: .int8)), .float32, count: 5), Tensor(shape: [5], numbers))
        #expect(result?.data.elements(as: Int8.self) == [127, -128, 127, -128, 0])
        let truth = try run(
            model(.cast(Cast(to: .bool)), .float32, count: 5), Tensor(shape: [5], [0, 0.5, -1, 2, 0] as [Float]))
        #expect(truth?.floats() == [0, 1, 1, 1, 0])
    }

    @Test func quantize() throws {
        let scale = Quantization(scales: [0.5], zeroPoints: [3])
        let numbers: [Float] = [0, 0.25, 0.75, -0.25, 1, 1000, -1000]
        let result = try run(
            model(.quantize(Quantize()), .float32, count: 7, output: scale), Tensor(shape: [7], numbers))
        #expect(result?.data.elements(as: Int8.self) == [3, 3, 5, 3, 5, 127, -128])
    }

    @Test func dequantize() throws {
        let scale = Quantization(scales: [0.5], zeroPoints: [3])
        let result = try run(
            model(.dequantize(Dequantize()), .int8, count: 3, input: scale), Tensor(shape: [3], [3, 5, -128] as [Int8]))
        #expect(result?.floats() == [0, 1, -65.5])
        let channels = Quantization(scales: [1, 0.5, 2], zeroPoints: [0, 1, 2])
        let perChannel = try run(
            model(.dequantize(Dequantize()), .int8, count: 3, input: channels),
            Tensor(shape: [3], [3, 5, -8] as [Int8]))
        #expect(perChannel?.floats() == [3, 2, -20])
    }

    @Test func missingScale() throws {
        let model = try model(.dequantize(Dequantize()), .int8, count: 3)
        let error = #expect(throws: EngineError.self) { _ = try Session(model: model) }
        #expect(
            error?.description
                == "DEQUANTIZE of layer 'layer': the tensor's scale and zero point are missing or wrong")
    }

    /// Weights stored as float16 are widened once, when the session is made.
    @Test func halfPrecisionWeights() throws {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, 2], isBatchFree: true))
        let halves: [UInt16] = [0x3C00, 0x4000, 0xC000, 0x3800]
        let stored = graph.addConstant(
            "half", shape: [2, 2],
            TensorData(type: .float16, count: 4) { bytes in halves.withUnsafeBytes { bytes.copyMemory(from: $0) } })
        let kernel = try graph.append(.dequantize(Dequantize()), [stored], name: "kernel", layer: "layer")
        let y = try graph.append(.fullyConnected(FullyConnected()), [x, kernel], name: "y", layer: "layer")
        graph.outputs = [Port(name: "y", value: y)]
        let session = try Session(model: Model(graph: graph))
        #expect(try session.run(["x": Tensor(shape: [1, 2], [3, 4] as [Float])])["y"]?.floats() == [11, -4])
        #expect(
            try session.run(["x": Tensor(shape: [2, 2], [3, 4, 0, 1] as [Float])])["y"]?.floats() == [11, -4, 2, 0.5])
    }

    /// Weights stored as integers of any type behind DEQUANTIZE become floats once, when the session is made.
    @Test(arguments: [ElementType.int8, .uint8, .int16, .int32]) func integerWeights(_ type: ElementType) throws {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, 2], isBatchFree: true))
        let numbers = TensorData(type: type, count: 4) { bytes in
            bytes.initializeMemory(as: UInt8.self, repeating: 0)
            for (index, number) in ([3, 7, 9, 5] as [UInt8]).enumerated() { bytes[index * type.byteCount] = number }
        }
        let stored = graph.addConstant("stored", shape: [2, 2], numbers)
        graph[stored].quantization = Quantization(scales: [0.5, 2], zeroPoints: [3, 5], axis: 0)
        let kernel = try graph.append(.dequantize(Dequantize()), [stored], name: "kernel", layer: "layer")
        let y = try graph.append(.fullyConnected(FullyConnected()), [x, kernel], name: "y", layer: "layer")
        graph.outputs = [Port(name: "y", value: y)]
        let session = try Session(model: Model(graph: graph))
        #expect(try session.run(["x": Tensor(shape: [1, 2], [3, 4] as [Float])])["y"]?.floats() == [8, 24])
    }

    @Test(arguments: [ElementType.int32, .int64]) func shape(_ type: ElementType) throws {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, 5, 2], isBatchFree: true))
        let y = try graph.append(.shape(ShapeOf(as: type)), [x], name: "y", layer: "layer")
        graph.outputs = [Port(name: "y", value: y)]
        let session = try Session(model: Model(graph: graph))
        let result = try session.run(["x": Grid([3, 5, 2]).tensor])["y"]
        #expect(result?.type == type)
        #expect(result?.floats() == [3, 5, 2])
    }
}
