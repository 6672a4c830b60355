import Convert
import ModelIR
import Testing

struct FuseActivationTests {
    @Test(arguments: [(Unary.Function.relu, FusedActivation.relu), (.relu6, .relu6), (.reluN1To1, .reluN1To1)])
    func goesIntoTheConvolution(function: Unary.Function, activation: FusedActivation) throws {
        var sketch = GraphSketch()
        let conv = try sketch.node(
            .conv2D(Conv2D(padding: .same)), sketch.input(4, 4, 2), sketch.constant(3, 3, 3, 2), name: "conv")
        sketch.output(try sketch.node(.unary(Unary(function)), conv, name: "activation"))
        try sketch.expect(FuseActivation(), makes: ["CONV_2D"])
        var graph = sketch.graph
        try FuseActivation().apply(to: &graph)
        #expect(graph.nodes.first?.op.activation == activation)
    }

    @Test func goesIntoSumsAndPools() throws {
        var sketch = GraphSketch()
        let input = sketch.input(4, 4, 2)
        let sum = try sketch.node(.binary(Binary(.add)), input, sketch.constant(2), name: "sum")
        let active = try sketch.node(.unary(Unary(.relu)), sum, name: "active")
        let pool = try sketch.node(
            .pool2D(Pool2D(kind: .average, window: Pair(2), strides: Pair(2), padding: .valid)), active, name: "pool")
        sketch.output(try sketch.node(.unary(Unary(.relu6)), pool, name: "result"))
        try sketch.expect(FuseActivation(), makes: ["ADD", "AVERAGE_POOL_2D"])
    }

    @Test func staysWhereItCannotGo() throws {
        var sketch = GraphSketch()
        let input = sketch.input(4)
        let maximum = try sketch.node(.binary(Binary(.maximum)), input, sketch.constant(4), name: "maximum")
        let active = try sketch.node(.unary(Unary(.relu)), maximum, name: "active")
        let sum = try sketch.node(.binary(Binary(.add)), active, sketch.constant(4), name: "sum")
        let clamped = try sketch.node(.unary(Unary(.relu6)), sum, name: "clamped")
        sketch.output(try sketch.node(.binary(Binary(.mul)), clamped, sum, name: "product"))
        try sketch.expect(FuseActivation(), makes: ["MAXIMUM", "RELU", "ADD", "RELU6", "MUL"])
    }
}
