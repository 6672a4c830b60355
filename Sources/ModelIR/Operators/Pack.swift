/// PACK: stacks inputs of equal shape along a new axis, which is never negative here.
package struct Pack: OperatorPayload {
    package var axis: Int

    package init(axis: Int) { self.axis = axis }

    package var name: String { "PACK" }
    package var inputCount: ClosedRange<Int> { 1...Int.max }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        let first = inputs[0]
        guard inputs.allSatisfy({ $0 == first }), axis <= first.rank, !(first.isBatchFree && axis == 0) else {
            throw GraphError(.shapeMismatch, "inputs of shapes \(inputs) cannot be stacked along axis \(axis)")
        }
        var dimensions = first.dimensions
        dimensions.insert(inputs.count, at: axis)
        return [Shape(dimensions, isBatchFree: first.isBatchFree)]
    }
}
