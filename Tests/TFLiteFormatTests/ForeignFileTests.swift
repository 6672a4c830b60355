import ModelIR
import TFLiteFormat
import Testing

@Suite("Models of TensorFlow's converter")
struct ForeignFileTests {
    private func operators(of graph: Graph) -> [String] { graph.nodes.map(\.op.name) }

    @Test("an open batch that is computed by operators on shapes becomes a plain reshape")
    func openBatch() throws {
        let graph = try TFLiteFile.open(Fixtures.path("cnn"))
        try graph.validate()
        #expect(
            operators(of: graph) == [
                "CONV_2D", "DEPTHWISE_CONV_2D", "MEAN", "RESHAPE", "CONV_2D", "LOGISTIC", "MUL", "MAX_POOL_2D",
                "RESHAPE", "FULLY_CONNECTED", "SOFTMAX",
            ])
        let reshapes = graph.nodes.filter { $0.op.name == "RESHAPE" }.map { graph[$0.outputs[0]].shape }
        #expect(
            reshapes == [Shape([1, 1, 1, 4], isBatchFree: true), Shape([1, 16], isBatchFree: true)])
        #expect(graph.inputs.map(\.name) == ["image"])
        #expect(graph.outputs.map(\.name) == ["class"])
        #expect(graph[graph.inputs[0].value].shape == Shape([1, 8, 8, 3], isBatchFree: true))
        #expect(graph[graph.outputs[0].value].shape == Shape([1, 5], isBatchFree: true))
        #expect(graph.provenance == nil)
        #expect(graph.nodes.allSatisfy { graph[$0.outputs[0]].name == $0.layer })
    }

    @Test("a fixed batch stays fixed")
    func fixedBatch() throws {
        let graph = try TFLiteFile.open(Fixtures.path("cnn-fixed-batch"))
        try graph.validate()
        #expect(graph[graph.inputs[0].value].shape == Shape([2, 8, 8, 3]))
        #expect(graph[graph.outputs[0].value].shape == Shape([2, 5]))
    }

    @Test("an operator that mixes samples fixes the batch of the whole model")
    func mixedBatch() throws {
        let graph = try TFLiteFile.open(Fixtures.path("batch-mixed"))
        try graph.validate()
        #expect(graph[graph.inputs[0].value].shape == Shape([1, 2, 3]))
        #expect(graph[graph.outputs[0].value].shape == Shape([2, 3]))
    }

    @Test("integers keep their scales")
    func integers() throws {
        let graph = try TFLiteFile.open(Fixtures.path("cnn-int8"))
        try graph.validate()
        #expect(operators(of: graph).first == "QUANTIZE")
        #expect(operators(of: graph).last == "DEQUANTIZE")
        let convolution = try #require(graph.nodes.first { $0.op.name == "CONV_2D" })
        let kernel = graph[convolution.inputs[1]]
        #expect(kernel.type == .int8)
        #expect(kernel.quantization?.scales.count == 4)
        #expect(kernel.quantization?.axis == 0)
        #expect(graph[convolution.inputs[2]].type == .int32)
        let softmax = try #require(graph.nodes.first { $0.op.name == "SOFTMAX" })
        let result = try #require(graph[softmax.outputs[0]].quantization)
        #expect(result.scales == [1 / 256])
        #expect(result.zeroPoints == [-128])
    }

    @Test("half-precision weights are widened when they are read")
    func halfPrecision() throws {
        let half = try TFLiteFile.open(Fixtures.path("cnn-float16"))
        let single = try TFLiteFile.open(Fixtures.path("cnn"))
        try half.validate()
        #expect(operators(of: half) == operators(of: single))
        for (a, b) in zip(half.nodes, single.nodes) where a.inputs.count == 3 {
            let (mine, theirs) = (half[a.inputs[1]], single[b.inputs[1]])
            let values = try #require(mine.data).floats()
            let expected = try #require(theirs.data).floats()
            #expect(mine.type == .float32)
            #expect(zip(values, expected).allSatisfy { abs($0 - $1) <= 0x1p-10 * max(abs($1), 0x1p-4) })
        }
    }

    @Test("masks, negative bounds and negative axes are normalised")
    func slices() throws {
        let graph = try TFLiteFile.open(Fixtures.path("slices"))
        try graph.validate()
        #expect(
            operators(of: graph) == [
                "STRIDED_SLICE", "TRANSPOSE", "SPLIT", "CONCATENATION", "REDUCE_MAX", "STRIDED_SLICE",
            ])
        let ranges: [Slice.Range?] = [
            nil, Slice.Range(start: 1, end: 5), Slice.Range(start: 0, end: 5, stride: 2), nil,
        ]
        #expect(graph.nodes[0].op == .slice(Slice(ranges: ranges)))
        #expect(graph.nodes[2].op == .split(Split(axis: 3, count: 2)))
        #expect(graph.nodes[3].op == .concatenation(Concatenation(axis: 3)))
        #expect(graph.nodes[4].op == .reduce(Reduce(.max, axes: [2], keepsDimensions: false)))
        #expect(
            graph.nodes[5].op
                == .slice(Slice(ranges: [nil, Slice.Range(start: 2, end: 3), nil], removedAxes: [1])))
    }

    @Test("a dilated convolution written as three operators is one again")
    func dilated() throws {
        let graph = try TFLiteFile.open(Fixtures.path("dilated"))
        try graph.validate()
        #expect(
            operators(of: graph) == ["PAD", "CONV_2D", "STRIDED_SLICE", "PAD", "DEPTHWISE_CONV_2D", "STRIDED_SLICE"])
        #expect(graph.nodes[1].op == .conv2D(Conv2D(dilations: Pair(2), padding: .valid)))
        #expect(graph.nodes[4].op.convolutionWindow?.dilations == Pair(2))
        #expect(graph[graph.outputs[0].value].shape == Shape([1, 5, 6, 4], isBatchFree: true))
    }

    @Test("one error names every operator that is not supported")
    func unsupported() throws {
        let error = #expect(throws: TFLiteFileError.self) {
            try TFLiteFile.open(Fixtures.path("unsupported"))
        }
        let description = try #require(error?.description)
        #expect(description.hasSuffix("needs operators that are not supported: CUMSUM (1x), TRANSPOSE_CONV (1x)"))
        #expect(error?.kind == .badData)
    }

    @Test(
        "what is read can be written and read again",
        arguments: ["cnn", "cnn-int8", "cnn-fixed-batch", "slices", "dilated"])
    func rewrite(_ name: String) throws {
        let graph = try TFLiteFile.open(Fixtures.path(name))
        let again = try TFLiteFile.decode(TFLiteFile.encode(graph).bytes())
        #expect(GraphDescription(again) == GraphDescription(graph))
    }
}
