import ModelIR
import Testing

/// The shape rules, against sizes worked out by TensorFlow's formulas.
struct ShapeInferenceTests {
    /// A shape with a free batch in front.
    private func batch(_ dimensions: Int...) -> Shape { Shape([1] + dimensions, isBatchFree: true) }

    private func output(_ op: Operator, _ inputs: Shape...) throws -> Shape {
        try op.payload.outputShapes(for: inputs)[0]
    }

    @Test(arguments: [
        // size, window, stride, dilation, padding, output, before, after
        (48, 3, 2, 1, Padding.same, 24, 0, 1), (49, 3, 2, 1, .same, 25, 1, 1), (7, 5, 1, 1, .same, 7, 2, 2),
        (7, 3, 1, 2, .same, 7, 2, 2), (5, 1, 2, 1, .same, 3, 0, 0), (8, 2, 3, 1, .same, 3, 0, 0),
        (8, 3, 2, 1, .valid, 3, 0, 0), (5, 5, 1, 1, .valid, 1, 0, 0), (9, 3, 1, 3, .valid, 3, 0, 0),
    ])
    func windowsSlideAsInTensorFlow(
        size: Int, window: Int, stride: Int, dilation: Int, padding: Padding, output: Int, before: Int, after: Int
    ) throws {
        let axis = try WindowAxis(
            inputSize: size, window: window, stride: stride, dilation: dilation, padding: padding)
        #expect(axis.outputSize == output)
        #expect(axis.padBefore == before)
        #expect(axis.padAfter == after)
    }

    @Test func convolutions() throws {
        #expect(
            try output(.conv2D(Conv2D(strides: Pair(2), padding: .same)), batch(48, 47, 3), Shape([32, 3, 3, 3]))
                == batch(24, 24, 32))
        #expect(
            try output(.conv2D(Conv2D(padding: .valid)), batch(5, 5, 8), Shape([6, 3, 3, 4]), Shape([6]))
                == batch(3, 3, 6))
        let depthwise = DepthwiseConv2D(padding: .same, depthMultiplier: 2)
        #expect(try output(.depthwiseConv2D(depthwise), batch(5, 5, 3), Shape([1, 3, 3, 6])) == batch(5, 5, 6))
    }

    @Test func denseLayersFlattenOrKeep() throws {
        #expect(try output(.fullyConnected(FullyConnected()), batch(8), Shape([5, 8])) == batch(5))
        #expect(try output(.fullyConnected(FullyConnected()), batch(2, 4), Shape([5, 8])) == batch(5))
        #expect(
            try output(.fullyConnected(FullyConnected(keepsDimensions: true)), batch(2, 4), Shape([5, 4]))
                == batch(2, 5))
    }

    @Test func elementwiseBroadcasts() throws {
        let add = Operator.binary(Binary(.add))
        #expect(try output(add, batch(4, 4, 3), Shape([3])) == batch(4, 4, 3))
        #expect(try output(add, batch(4, 4, 3), batch(1, 1, 3)) == batch(4, 4, 3))
        #expect(try output(add, Shape([2, 1]), Shape([1, 3])) == Shape([2, 3]))
        #expect(throws: GraphError.self) { try output(add, batch(4), Shape([3])) }
        #expect(throws: GraphError.self) { try output(add, batch(4), Shape([2, 4])) }
    }

    @Test func movements() throws {
        #expect(
            try output(.pad(Pad(amounts: [.none, Pad.Amount(before: 1, after: 2)])), batch(3)) == batch(6))
        #expect(try output(.transpose(Transpose(permutation: [0, 2, 1])), batch(3, 4)) == batch(4, 3))
        #expect(
            try output(.reduce(Reduce(.mean, axes: [1, 2], keepsDimensions: false)), batch(3, 4, 5)) == batch(5))
        #expect(
            try output(.reduce(Reduce(.mean, axes: [1, 2], keepsDimensions: true)), batch(3, 4, 5))
                == batch(1, 1, 5))
        #expect(try output(.squeeze(Squeeze(axes: [1])), batch(1, 5)) == batch(5))
        #expect(try output(.expandDims(ExpandDims(axis: 2)), batch(5)) == batch(5, 1))
        #expect(
            try output(.concatenation(Concatenation(axis: 2)), batch(3, 4), batch(3, 1)) == batch(3, 5))
        #expect(try output(.pack(Pack(axis: 1)), batch(3), batch(3)) == batch(2, 3))
        let slice = Slice(ranges: [nil, Slice.Range(start: 1, end: 6, stride: 2), nil])
        #expect(try output(.slice(slice), batch(7, 2)) == batch(3, 2))
        let removing = Slice(ranges: [nil, Slice.Range(start: 1, end: 2)], removedAxes: [1])
        #expect(try output(.slice(removing), batch(7)) == batch())
        let resize = Resize(method: .nearest, size: Pair(height: 4, width: 6))
        #expect(try output(.resize(resize), batch(2, 3, 5)) == batch(4, 6, 5))
        #expect(try Operator.split(Split(axis: 1, count: 3)).payload.outputShapes(for: [batch(6)]).count == 3)
    }

    @Test(arguments: [
        (Operator.transpose(Transpose(permutation: [1, 0])), [1, 4]),
        (.reduce(Reduce(.sum, axes: [0], keepsDimensions: true)), [1, 4]),
        (.reshape(Reshape(to: Shape([2, 2]))), [1, 4]),
        (.pad(Pad(amounts: [Pad.Amount(before: 1, after: 0), .none])), [1, 4]),
        (.split(Split(axis: 0, count: 1)), [1, 4]),
        (.squeeze(Squeeze(axes: [0])), [1, 4]),
    ])
    func nothingTouchesAFreeBatch(op: Operator, dimensions: [Int]) {
        #expect(throws: GraphError.self) {
            try op.payload.outputShapes(for: [Shape(dimensions, isBatchFree: true)])
        }
    }

    @Test func windowsThatDoNotFitAreRefused() {
        #expect(throws: GraphError.self) {
            try output(.conv2D(Conv2D(padding: .valid)), batch(2, 2, 1), Shape([1, 3, 3, 1]))
        }
        #expect(throws: GraphError.self) {
            try output(.conv2D(Conv2D(padding: .same)), batch(4, 4, 3), Shape([1, 3, 3, 2]))
        }
        #expect(throws: GraphError.self) {
            try output(.conv2D(Conv2D(padding: .same)), batch(4, 4), Shape([1, 3, 3, 2]))
        }
    }

    @Test func sizesWithoutMeaningAreRefused() {
        // No channels would make groups of none, and paddings near the largest integer a size beyond it.
        #expect(throws: GraphError.self) {
            try output(.conv2D(Conv2D(padding: .same)), batch(4, 4, 0), Shape([1, 3, 3, 2]))
        }
        #expect(throws: GraphError.self) {
            try output(.pad(Pad(amounts: [.none, .init(before: .max, after: .max)])), batch(4))
        }
    }

    @Test func multiplyAccumulatesAreThoseOfTheFormula() {
        let conv = Conv2D(padding: .same)
        #expect(
            conv.multiplyAccumulates(inputs: [batch(8, 8, 4), Shape([6, 3, 3, 4])], outputs: [batch(8, 8, 6)])
                == 8 * 8 * 6 * 9 * 4)
        let depthwise = DepthwiseConv2D(padding: .same)
        #expect(
            depthwise.multiplyAccumulates(inputs: [batch(8, 8, 4), Shape([1, 3, 3, 4])], outputs: [batch(8, 8, 4)])
                == 8 * 8 * 4 * 9)
        #expect(
            FullyConnected().multiplyAccumulates(inputs: [batch(10), Shape([7, 10])], outputs: [batch(7)]) == 70)
    }
}
