import CFlatBuffers
import Files
import ModelIR
import TFLiteFormat
import Testing

@Suite("Layout of a written model")
struct WriterTests {
    /// Two convolutions with equal kernels, equal biases and equal quantization, and two reshapes.
    private func twins(bias: Float = 1) throws -> Graph {
        var graph = Graph(name: "twins")
        var x = graph.addInput("image", shape: Shape([1, 4, 4, 32], isBatchFree: true))
        for name in ["a", "b"] {
            let kernel = graph.addConstant("\(name)/kernel", shape: [32, 3, 3, 32], SampleGraphs.ramp(9216))
            graph[kernel].quantization = Quantization(
                scales: SampleGraphs.ramp(32).map { abs($0) + 1 }, zeroPoints: Array(repeating: 0, count: 32))
            let last = graph.addConstant("\(name)/bias", shape: [32], Array(repeating: bias, count: 32))
            x = try graph.append(.conv2D(Conv2D(padding: .same)), [x, kernel, last], name: name, layer: name)
            x = try graph.append(
                .reshape(Reshape(to: Shape([1, 4, 4, 32], isBatchFree: true))), [x], name: "\(name)/shape", layer: name)
        }
        graph.outputs = [Port(name: "y", value: x)]
        graph.provenance = Provenance(
            tool: "qconv 1.2.3", source: "twins.h5", sourceSHA256: String(repeating: "0a", count: 32),
            kerasVersion: "2.15.0", options: ["--int8"], parameters: ParameterCount(total: 7, trainable: 5))
        graph.provenance?.precision = "int8"
        graph.provenance?.calibration = Provenance.Calibration(
            method: "mse", part: "x_train", available: 90, fraction: 0.08, classes: [5], seed: .max,
            samples: SampleRuns([3, 16, 17]), digest: String(repeating: "0f", count: 32))
        return graph
    }

    @Test("the same graph gives the same bytes", arguments: SampleGraphs.all)
    func determinism(_ sample: SampleGraph) throws {
        #expect(try TFLiteFile.encode(sample.graph).bytes().array == TFLiteFile.encode(sample.graph).bytes().array)
    }

    @Test("equal constants are stored once and start at multiples of 16")
    func constants() throws {
        let file = StoredFile(try TFLiteFile.encode(twins()).bytes())
        #expect(file.buffers[0] == nil)
        let kernels = file.buffers.compactMap(\.self).filter { $0.count == 4 * 9216 }
        #expect(kernels.count == 1)
        #expect(file.buffers.compactMap(\.self).filter { $0.count == 4 * 32 }.count == 1)
        #expect(file.buffers.dropFirst().allSatisfy { $0.map { $0.lowerBound % 16 == 0 && !$0.isEmpty } ?? false })
        #expect(file.tensorNames.filter { $0.hasSuffix("/shape/shape") } == ["a/shape/shape"])
    }

    @Test("large constants arrive whole")
    func content() throws {
        let graph = try twins()
        let memory = try TFLiteFile.encode(graph).bytes()
        let decoded = try TFLiteFile.decode(memory)
        #expect(GraphDescription(decoded) == GraphDescription(graph))
        let kernel = try #require(decoded[decoded.nodes[0].inputs[1]].data)
        let isView = kernel.withUnsafeBytes { bytes in
            memory.withUnsafeBytes { file in
                guard let start = bytes.baseAddress, let first = file.baseAddress else { return false }
                return (first..<first + file.count).contains(start)
            }
        }
        #expect(isView)
    }

    @Test("equal vectors of quantization are stored once")
    func quantization() throws {
        var other = try twins()
        let kernel = other.nodes[2].inputs[1]
        let shared = try TFLiteFile.encode(twins()).byteCount
        other[kernel].quantization?.zeroPoints[3] = 1
        let zeroPoints = try TFLiteFile.encode(other).byteCount
        #expect(zeroPoints >= shared + 8 * 32)
    }

    @Test("names, provenance and layers come back")
    func metadata() throws {
        let graph = try twins()
        let decoded = try TFLiteFile.decode(TFLiteFile.encode(graph).bytes())
        #expect(decoded.provenance == graph.provenance)
        #expect(decoded.name == "twins")
        #expect(decoded.nodes.map(\.layer) == ["a", "a", "b", "b"])
        #expect(decoded.inputs.map(\.name) == ["image"])
        #expect(decoded.outputs.map(\.name) == ["y"])
    }

    @Test("the metadata is JSON with sorted keys")
    func json() throws {
        let file = StoredFile(try TFLiteFile.encode(twins()).bytes())
        let json = try #require(file.metadata["qconv"])
        #expect(
            String(decoding: json, as: UTF8.self) == """
                {"layers":["","/","","/"],"provenance":{"calibration":{"available":90,"classes":[5],"digest":"\
                \(String(repeating: "0f", count: 32))","fraction":0.08,"method":"mse","part":"x_train",\
                "samples":"dbmc","seed":18446744073709551615},"kerasVersion":"2.15.0","options":["--int8"],\
                "parameters":{"total":7,"trainable":5},"precision":"int8","source":"twins.h5","sourceSHA256":"\
                \(String(repeating: "0a", count: 32))","tool":"qconv 1.2.3"},"schema":1}
                """)
        let runtime = try #require(file.metadata["min_runtime_version"])
        #expect(runtime.count == 16)
        #expect(String(decoding: runtime.prefix { $0 != 0 }, as: UTF8.self) == "1.5.0")
    }

    @Test(
        "a model whose metadata lacks something is read without it",
        arguments: ["schema", "layers", "tool", "options", "total", "seed", "samples"])
    func metadataWithout(key: String) throws {
        var bytes = try TFLiteFile.encode(twins()).bytes().withUnsafeBytes { Array($0) }
        let place = try #require(bytes.firstRange(of: Array("\"\(key)\":".utf8)))
        bytes[place.lowerBound + 1] = UInt8(ascii: "X")
        let decoded = try TFLiteFile.decode(Memory(byteCount: bytes.count) { $0.copyBytes(from: bytes) })
        #expect(decoded.provenance == nil)
        #expect(decoded.nodes.map(\.layer) == decoded.nodes.map { decoded[$0.outputs[0]].name })
    }

    @Test("the same operator with two versions has two operator codes")
    func versions() throws {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, 3, 4], isBatchFree: true))
        let tall = graph.addInput("tall", shape: Shape([1, 2, 2, 2, 4], isBatchFree: true))
        let amounts = Array(repeating: Pad.Amount.none, count: 2)
        let one = Pad.Amount(before: 1, after: 0)
        let a = try graph.append(.pad(Pad(amounts: amounts + [one])), [x], name: "a", layer: "a")
        let b = try graph.append(.pad(Pad(amounts: amounts + [one, one, one])), [tall], name: "b", layer: "b")
        let c = try graph.append(.pad(Pad(amounts: amounts + [one])), [a], name: "c", layer: "c")
        graph.outputs = [Port(name: "b", value: b), Port(name: "c", value: c)]
        let file = StoredFile(try TFLiteFile.encode(graph).bytes())
        #expect(file.operatorCodes == [[34, 1], [34, 4]])
        #expect(file.metadata["min_runtime_version"].map { Array($0.prefix(5)) } == Array("2.6.0".utf8))
    }

    @Test("a file is written whole, and reads as the model it was")
    func file() throws {
        let graph = try twins()
        let path = "/tmp/qconv-writer-test-\(UInt64.random(in: 0 ... .max)).qf"
        let model = try TFLiteFile.encode(graph)
        try model.write(to: path)
        defer { removeFile(path) }
        #expect(try MappedFile.bytes(of: path).array == model.bytes().array)
        #expect(try GraphDescription(TFLiteFile.open(path)) == GraphDescription(graph))
    }

    @Test("a graph that contradicts itself is not written")
    func invalid() throws {
        var graph = try twins()
        graph[graph.nodes[0].outputs[0]].shape = Shape([1, 4, 4, 31], isBatchFree: true)
        let broken = graph
        let error = #expect(throws: TFLiteError.self) { try TFLiteFile.encode(broken) }
        #expect(error?.code == .invalidGraph)
    }

    @Test("a convolution without a bias gets one of zeros, because LiteRT cannot do without")
    func zeroBias() throws {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, 4, 4, 2], isBatchFree: true))
        let kernel = graph.addConstant("kernel", shape: [1, 3, 3, 2], SampleGraphs.ramp(18))
        let y = try graph.append(
            .depthwiseConv2D(DepthwiseConv2D(padding: .same)), [x, kernel], name: "conv", layer: "conv")
        graph.outputs = [Port(name: "y", value: y)]
        let decoded = try TFLiteFile.decode(TFLiteFile.encode(graph).bytes())
        #expect(decoded.nodes[0].inputs.count == 3)
        #expect(decoded[decoded.nodes[0].inputs[2]].data?.floats() == [0, 0])
    }

    @Test("a model of more than 2 GB is refused")
    func tooLarge() throws {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, 1 << 20]))
        // Zeroed pages that are never touched: the constants only have to exist.
        let kernel = graph.addConstant(
            "kernel", shape: [600, 1 << 20],
            TensorData(type: .float32, count: 600 << 20, memory: try zeroPages(2400 << 20)))
        let y = try graph.append(.fullyConnected(FullyConnected()), [x, kernel], name: "y", layer: "y")
        graph.outputs = [Port(name: "y", value: y)]
        let large = graph
        let error = #expect(throws: TFLiteError.self) { try TFLiteFile.encode(large) }
        #expect(error?.code == .tooLarge)
    }
}
