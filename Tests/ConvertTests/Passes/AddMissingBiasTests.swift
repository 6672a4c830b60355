import Convert
import ModelIR
import Testing

struct AddMissingBiasTests {
    @Test func everyLayerHasABiasAfterwards() throws {
        var sketch = GraphSketch()
        let conv = try sketch.node(
            .conv2D(Conv2D(padding: .valid)), sketch.input(3, 3, 2), sketch.constant(4, 3, 3, 2), name: "conv")
        sketch.output(
            try sketch.node(
                .fullyConnected(FullyConnected()), conv, sketch.constant(5, 4), sketch.constant(5), name: "dense"))
        try sketch.expect(AddMissingBias(), makes: ["CONV_2D", "FULLY_CONNECTED"])
        var graph = sketch.graph
        try AddMissingBias().apply(to: &graph)
        #expect(graph.nodes.map(\.inputs.count) == [3, 3])
    }
}
