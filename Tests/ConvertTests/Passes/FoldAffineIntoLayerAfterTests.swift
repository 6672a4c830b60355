import Convert
import ModelIR
import Testing

struct FoldAffineIntoLayerAfterTests {
    private func normalized(_ sketch: inout GraphSketch, _ value: ValueID, channels: Int) throws -> ValueID {
        let scaled = try sketch.node(.binary(Binary(.mul)), value, sketch.constant(channels), name: "scaled")
        return try sketch.node(.binary(Binary(.add)), scaled, sketch.constant(channels), name: "normalized")
    }

    @Test func bothGoIntoAConvolutionWithoutPadding() throws {
        var sketch = GraphSketch()
        let value = try normalized(&sketch, sketch.input(6, 6, 3), channels: 3)
        sketch.output(
            try sketch.node(
                .conv2D(Conv2D(strides: Pair(2), padding: .valid)), value, sketch.constant(4, 3, 3, 3),
                sketch.constant(4), name: "conv"))
        try sketch.expect(FoldAffineIntoLayerAfter(), makes: ["CONV_2D"])
    }

    @Test func bothGoIntoAPointwiseConvolutionWhateverItsPadding() throws {
        var sketch = GraphSketch()
        let value = try normalized(&sketch, sketch.input(4, 4, 3), channels: 3)
        sketch.output(
            try sketch.node(.conv2D(Conv2D(padding: .same)), value, sketch.constant(4, 1, 1, 3), name: "conv"))
        try sketch.expect(FoldAffineIntoLayerAfter(), makes: ["CONV_2D"])
    }

    @Test func onlyTheScaleGoesPastPadding() throws {
        var sketch = GraphSketch()
        let value = try normalized(&sketch, sketch.input(6, 6, 3), channels: 3)
        sketch.output(
            try sketch.node(.conv2D(Conv2D(padding: .same)), value, sketch.constant(4, 3, 3, 3), name: "conv"))
        try sketch.expect(FoldAffineIntoLayerAfter(), makes: ["ADD", "CONV_2D"])
    }

    @Test func onlyTheScaleGoesPastAPadInBetween() throws {
        var sketch = GraphSketch()
        let value = try normalized(&sketch, sketch.input(6, 6, 3), channels: 3)
        let amounts: [Pad.Amount] = [.none, Pad.Amount(before: 1, after: 1), Pad.Amount(before: 1, after: 1), .none]
        let padded = try sketch.node(.pad(Pad(amounts: amounts)), value, name: "padded")
        sketch.output(
            try sketch.node(.conv2D(Conv2D(padding: .valid)), padded, sketch.constant(4, 3, 3, 3), name: "conv"))
        try sketch.expect(FoldAffineIntoLayerAfter(), makes: ["ADD", "PAD", "CONV_2D"])
    }

    @Test func groupsAndMultipliersReadTheirOwnChannels() throws {
        var sketch = GraphSketch()
        let grouped = try sketch.node(
            .conv2D(Conv2D(padding: .valid)), normalized(&sketch, sketch.input(4, 4, 4), channels: 4),
            sketch.constant(6, 2, 2, 2), name: "grouped")
        sketch.output(grouped)
        try sketch.expect(FoldAffineIntoLayerAfter(), makes: ["CONV_2D"])

        var other = GraphSketch()
        let depthwise = try other.node(
            .depthwiseConv2D(DepthwiseConv2D(padding: .valid, depthMultiplier: 3)),
            normalized(&other, other.input(4, 4, 2), channels: 2), other.constant(1, 2, 2, 6), name: "depthwise")
        other.output(depthwise)
        try other.expect(FoldAffineIntoLayerAfter(), makes: ["DEPTHWISE_CONV_2D"])
    }

    @Test func goesThroughFlatteningIntoADenseLayer() throws {
        var sketch = GraphSketch()
        let value = try normalized(&sketch, sketch.input(2, 3, 4), channels: 4)
        let flat = try sketch.node(.reshape(Reshape(to: Shape([1, 24], isBatchFree: true))), value, name: "flat")
        sketch.output(
            try sketch.node(.fullyConnected(FullyConnected()), flat, sketch.constant(5, 24), name: "dense"))
        try sketch.expect(FoldAffineIntoLayerAfter(), makes: ["RESHAPE", "FULLY_CONNECTED"])
    }

    @Test func staysInFrontOfADenseLayerThatSplitsItsChannels() throws {
        var sketch = GraphSketch()
        let rows = Shape([1, 1, 8], isBatchFree: true)
        let input = try sketch.node(.reshape(Reshape(to: rows)), sketch.input(8), name: "rows")
        let scaled = try sketch.node(.binary(Binary(.mul)), input, sketch.constant(8), name: "scaled")
        sketch.output(
            try sketch.node(.fullyConnected(FullyConnected()), scaled, sketch.constant(5, 4), name: "dense"))
        var graph = sketch.graph
        #expect(try FoldAffineIntoLayerAfter().apply(to: &graph) == 0)
    }

    @Test func staysWhereSomethingElseReadsItsResult() throws {
        var sketch = GraphSketch()
        let value = try normalized(&sketch, sketch.input(4, 4, 3), channels: 3)
        let conv = try sketch.node(
            .conv2D(Conv2D(padding: .same)), value, sketch.constant(3, 1, 1, 3), name: "conv")
        sketch.output(try sketch.node(.binary(Binary(.add)), conv, value, name: "sum"))
        try sketch.expect(FoldAffineIntoLayerAfter(), makes: ["MUL", "ADD", "CONV_2D", "ADD"])
    }
}
