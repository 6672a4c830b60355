import Convert
import ModelIR
import Testing

struct FoldAffineIntoLayerBeforeTests {
    @Test(arguments: [Padding.same, .valid]) func batchNormalizationBehindConvolution(padding: Padding) throws {
        var sketch = GraphSketch()
        let input = sketch.input(7, 6, 3)
        let conv = try sketch.node(
            .conv2D(Conv2D(padding: padding)), input, sketch.constant(5, 3, 3, 3), name: "conv")
        let scaled = try sketch.node(.binary(Binary(.mul)), conv, sketch.constant(5), name: "scaled")
        sketch.output(try sketch.node(.binary(Binary(.add)), scaled, sketch.constant(5), name: "normalized"))
        try sketch.expect(FoldAffineIntoLayerBefore(), makes: ["CONV_2D"])
    }

    @Test func biasIsScaledToo() throws {
        var sketch = GraphSketch()
        let conv = try sketch.node(
            .conv2D(Conv2D(padding: .same)), sketch.input(4, 4, 2), sketch.constant(3, 3, 3, 2), sketch.constant(3),
            name: "conv")
        sketch.output(try sketch.node(.binary(Binary(.mul)), conv, sketch.constant(3), name: "scaled"))
        try sketch.expect(FoldAffineIntoLayerBefore(), makes: ["CONV_2D"])
    }

    @Test(arguments: [1, 2]) func depthwise(multiplier: Int) throws {
        var sketch = GraphSketch()
        let conv = try sketch.node(
            .depthwiseConv2D(DepthwiseConv2D(padding: .same, depthMultiplier: multiplier)), sketch.input(5, 5, 4),
            sketch.constant(1, 3, 3, 4 * multiplier), name: "conv")
        let scaled = try sketch.node(.binary(Binary(.mul)), conv, sketch.constant(4 * multiplier), name: "scaled")
        sketch.output(
            try sketch.node(.binary(Binary(.sub)), scaled, sketch.constant(4 * multiplier), name: "normalized"))
        try sketch.expect(FoldAffineIntoLayerBefore(), makes: ["DEPTHWISE_CONV_2D"])
    }

    @Test func denseAndUniformDivision() throws {
        var sketch = GraphSketch()
        let dense = try sketch.node(
            .fullyConnected(FullyConnected()), sketch.input(6), sketch.constant(4, 6), sketch.constant(4), name: "dense"
        )
        let divided = try sketch.node(
            .binary(Binary(.div)), dense, sketch.constant(1, values: [0.25]), name: "divided")
        sketch.output(try sketch.node(.binary(Binary(.sub)), sketch.constant(4), divided, name: "difference"))
        try sketch.expect(FoldAffineIntoLayerBefore(), makes: ["FULLY_CONNECTED"])
    }

    @Test func kernelsThatTwoLayersShareAreNotChangedForBoth() throws {
        var sketch = GraphSketch()
        let input = sketch.input(4, 4, 2)
        let kernel = sketch.constant(2, 1, 1, 2)
        let first = try sketch.node(.conv2D(Conv2D(padding: .same)), input, kernel, name: "first")
        let scaled = try sketch.node(.binary(Binary(.mul)), first, sketch.constant(2), name: "scaled")
        sketch.output(try sketch.node(.conv2D(Conv2D(padding: .same)), scaled, kernel, name: "second"))
        try sketch.expect(FoldAffineIntoLayerBefore(), makes: ["CONV_2D", "CONV_2D"])
    }

    @Test func staysBehindAnActivationAndBesideASecondReader() throws {
        var sketch = GraphSketch()
        let input = sketch.input(4, 4, 2)
        let kernel = sketch.constant(3, 1, 1, 2)
        let active = try sketch.node(
            .conv2D(Conv2D(padding: .same, activation: .relu)), input, kernel, name: "active")
        sketch.output(try sketch.node(.binary(Binary(.mul)), active, sketch.constant(3), name: "scaled"))
        let read = try sketch.node(.conv2D(Conv2D(padding: .same)), input, kernel, name: "read")
        let scaled = try sketch.node(.binary(Binary(.mul)), read, sketch.constant(3), name: "scaled too")
        sketch.output(try sketch.node(.binary(Binary(.add)), scaled, read, name: "sum"), name: "sum")
        try sketch.expect(FoldAffineIntoLayerBefore(), makes: ["CONV_2D", "MUL", "CONV_2D", "MUL", "ADD"])
    }
}
