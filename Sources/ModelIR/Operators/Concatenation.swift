/// CONCATENATION of any number of inputs along one axis, which is never negative here.
package struct Concatenation: OperatorPayload {
    package var axis: Int
    package var activation: FusedActivation

    package init(axis: Int, activation: FusedActivation = .none) {
        self.axis = axis
        self.activation = activation
    }

    package var name: String { "CONCATENATION" }
    package var inputCount: ClosedRange<Int> { 1...Int.max }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        var result = inputs[0]
        guard result.dimensions.indices.contains(axis) else {
            throw GraphError(.shapeMismatch, "axis \(axis) does not exist in \(result)")
        }
        if result.isBatchFree && axis == 0 && inputs.count > 1 {
            throw GraphError(.shapeMismatch, "inputs with an open batch cannot be joined along it")
        }
        for other in inputs.dropFirst() {
            var expected = other
            guard other.rank == result.rank else {
                throw GraphError(.shapeMismatch, "shapes \(result) and \(other) differ in rank")
            }
            expected.dimensions[axis] = result[axis]
            guard expected.dimensions == result.dimensions else {
                throw GraphError(.shapeMismatch, "shapes \(result) and \(other) differ outside axis \(axis)")
            }
            result.dimensions[axis] += other[axis]
            result.isBatchFree = result.isBatchFree || other.isBatchFree
        }
        return [result]
    }
}
