/// RESHAPE: the same elements in row-major order under other dimensions.
package struct Reshape: OperatorPayload {
    /// The output's shape; with a free batch where the input has one.
    package var shape: Shape

    package init(to shape: Shape) { self.shape = shape }

    package var name: String { "RESHAPE" }
    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        guard inputs[0].elementCount == shape.elementCount, inputs[0].isBatchFree == shape.isBatchFree else {
            throw GraphError(.shapeMismatch, "\(inputs[0]) cannot be reshaped to \(shape)")
        }
        return [shape]
    }
}

/// SQUEEZE: drops axes of size 1, given in ascending order.
package struct Squeeze: OperatorPayload {
    package var axes: [Int]

    package init(axes: [Int]) { self.axes = axes }

    package var name: String { "SQUEEZE" }
    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        let input = inputs[0]
        guard axes.allSatisfy({ input.dimensions.indices.contains($0) && input[$0] == 1 }),
            !(input.isBatchFree && axes.contains(0))
        else { throw GraphError(.shapeMismatch, "axes \(axes) of \(input) cannot be dropped") }
        let kept = input.dimensions.enumerated().filter { !axes.contains($0.offset) }.map(\.element)
        return [Shape(kept, isBatchFree: input.isBatchFree)]
    }
}

/// EXPAND_DIMS: adds an axis of size 1, counted in the output and never negative here.
package struct ExpandDims: OperatorPayload {
    package var axis: Int

    package init(axis: Int) { self.axis = axis }

    package var name: String { "EXPAND_DIMS" }
    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        var dimensions = inputs[0].dimensions
        guard (0...dimensions.count).contains(axis), !(inputs[0].isBatchFree && axis == 0) else {
            throw GraphError(.shapeMismatch, "\(inputs[0]) takes no new axis \(axis)")
        }
        dimensions.insert(1, at: axis)
        return [Shape(dimensions, isBatchFree: inputs[0].isBatchFree)]
    }
}
