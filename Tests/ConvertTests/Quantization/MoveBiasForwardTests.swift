import Convert
import ModelIR
import Testing

@Suite struct MoveBiasForwardTests {
    private let conv = Operator.conv2D(Conv2D(padding: .same))

    /// Two bottlenecks that are added, read by a layer each; the last one's kernel has `size` by `size` positions.
    private func trunk(size: Int) throws -> GraphSketch {
        var sketch = GraphSketch()
        let input = sketch.input(4, 4, 3)
        let first = try sketch.node(conv, input, sketch.constant(2, 1, 1, 3), sketch.constant(2), name: "first")
        let wide = try sketch.node(
            conv, first, sketch.constant(5, 1, 1, 2), sketch.constant(5), name: "wide")
        let gate = try sketch.node(.unary(Unary(.tanh)), wide, name: "gate")
        let second = try sketch.node(conv, gate, sketch.constant(2, 1, 1, 5), sketch.constant(2), name: "second")
        let sum = try sketch.node(.binary(Binary(.add)), first, second, name: "sum")
        let last = try sketch.node(
            conv, sum, sketch.constant(4, size, size, 2), sketch.constant(4), name: "last")
        sketch.output(try sketch.node(.unary(Unary(.tanh)), last, name: "result"))
        return sketch
    }

    private func biases(_ graph: Graph) -> [String: Bool] {
        var isZero: [String: Bool] = [:]
        for node in graph.nodes where node.inputs.count == 3 {
            isZero[node.layer] = graph[node.inputs[2]].data?.floats().allSatisfy { $0 == 0 }
        }
        return isZero
    }

    @Test func biasesGoThroughSums() throws {
        let sketch = try trunk(size: 1)
        var graph = sketch.graph
        try MoveBiasForward.apply(to: &graph)
        #expect(biases(graph) == ["first": true, "second": true, "wide": false, "last": false])
        try sketch.expectSameResults(graph)
    }

    @Test func paddingKeepsThemWhereTheyAre() throws {
        let sketch = try trunk(size: 3)
        var graph = sketch.graph
        try MoveBiasForward.apply(to: &graph)
        #expect(biases(graph) == ["first": false, "second": false, "wide": false, "last": false])
        try sketch.expectSameResults(graph)
    }
}
