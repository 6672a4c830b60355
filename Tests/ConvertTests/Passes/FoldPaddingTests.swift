import Convert
import ModelIR
import Testing

struct FoldPaddingTests {
    private func padded(
        _ sketch: inout GraphSketch, height: (Int, Int), width: (Int, Int), size: Int, value: Float = 0
    ) throws -> ValueID {
        let amounts: [Pad.Amount] = [
            .none, Pad.Amount(before: height.0, after: height.1), Pad.Amount(before: width.0, after: width.1), .none,
        ]
        return try sketch.node(.pad(Pad(amounts: amounts, value: value)), sketch.input(size, size, 2), name: "padded")
    }

    @Test func kerasPaddingInFrontOfAStrideOfTwoIsSame() throws {
        var sketch = GraphSketch()
        let value = try padded(&sketch, height: (0, 1), width: (0, 1), size: 8)
        sketch.output(
            try sketch.node(
                .conv2D(Conv2D(strides: Pair(2), padding: .valid)), value, sketch.constant(3, 3, 3, 2), name: "conv"))
        try sketch.expect(FoldPadding(), makes: ["CONV_2D"])
    }

    @Test func depthwise() throws {
        var sketch = GraphSketch()
        let value = try padded(&sketch, height: (2, 2), width: (2, 2), size: 7)
        sketch.output(
            try sketch.node(
                .depthwiseConv2D(DepthwiseConv2D(strides: Pair(2), padding: .valid)), value,
                sketch.constant(1, 5, 5, 2), name: "conv"))
        try sketch.expect(FoldPadding(), makes: ["DEPTHWISE_CONV_2D"])
    }

    @Test func otherPaddingStays() throws {
        var shifted = GraphSketch()
        let value = try padded(&shifted, height: (1, 1), width: (1, 1), size: 8)
        shifted.output(
            try shifted.node(
                .conv2D(Conv2D(strides: Pair(2), padding: .valid)), value, shifted.constant(3, 3, 3, 2), name: "conv"))
        try shifted.expect(FoldPadding(), makes: ["PAD", "CONV_2D"])

        var nonzero = GraphSketch()
        let ones = try padded(&nonzero, height: (1, 1), width: (1, 1), size: 8, value: 1)
        nonzero.output(
            try nonzero.node(.conv2D(Conv2D(padding: .valid)), ones, nonzero.constant(3, 3, 3, 2), name: "conv"))
        try nonzero.expect(FoldPadding(), makes: ["PADV2", "CONV_2D"])

        var pooled = GraphSketch()
        let zeros = try padded(&pooled, height: (0, 1), width: (0, 1), size: 8)
        let pool = Pool2D(kind: .max, window: Pair(3), strides: Pair(2), padding: .valid)
        pooled.output(try pooled.node(.pool2D(pool), zeros, name: "pool"))
        try pooled.expect(FoldPadding(), makes: ["PAD", "MAX_POOL_2D"])
    }
}
