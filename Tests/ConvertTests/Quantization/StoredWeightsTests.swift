import Convert
import ModelIR
import TFLiteFormat
import Testing

/// Models whose weights alone are stored in fewer bits.
@Suite struct StoredWeightsTests {
    private func sketch() throws -> GraphSketch {
        var sketch = GraphSketch()
        let input = sketch.input(8, 8, 16)
        let kernel = sketch.constant(16, 3, 3, 16)
        let bias = sketch.constant(16)
        let small = sketch.constant(4, 1, 1, 16)
        let conv = Conv2D(padding: .same)
        let large = try sketch.node(.conv2D(conv), input, kernel, bias, name: "large")
        let again = try sketch.node(.conv2D(conv), large, kernel, bias, name: "again")
        sketch.output(try sketch.node(.conv2D(conv), again, small, name: "small"))
        return sketch
    }

    @Test func halfPrecisionIsWidenedOnce() throws {
        var graph = try sketch().graph
        try Float16Weights.apply(to: &graph)
        #expect(
            graph.nodes.map(\.op.name) == Array(repeating: "DEQUANTIZE", count: 3)
                + Array(repeating: "CONV_2D", count: 3))
        #expect(graph.nodes[3].inputs[1] == graph.nodes[4].inputs[1])
        #expect(graph[graph.nodes[0].inputs[0]].type == .float16)
        let stored = try TFLiteFile.decode(TFLiteFile.encode(graph).bytes())
        #expect(stored.nodes.map(\.op.name) == Array(repeating: "CONV_2D", count: 3))
    }

    @Test func numbersBeyondHalfPrecisionStay() throws {
        var sketch = GraphSketch()
        let kernel = sketch.constant(1, 4, values: [1, 2, 3, 1e6])
        sketch.output(
            try sketch.node(.fullyConnected(FullyConnected()), sketch.input(4), kernel, name: "dense"))
        var graph = sketch.graph
        try Float16Weights.apply(to: &graph)
        #expect(graph.nodes.map(\.op.name) == ["FULLY_CONNECTED"])
    }

    @Test func integersStandBesideFloatActivations() throws {
        var graph = try sketch().graph
        try DynamicRangeWeights.apply(to: &graph)
        #expect(graph.nodes.map { graph[$0.inputs[1]].type } == [.int8, .int8, .float32])
        #expect(graph.nodes[0].inputs[1] == graph.nodes[1].inputs[1])
        #expect(graph[graph.nodes[0].inputs[1]].quantization?.scales.count == 16)
        #expect(graph[graph.nodes[0].inputs[2]].type == .float32)
    }
}
