/// SPLIT into `count` equal parts along one axis, which is never negative here.
package struct Split: OperatorPayload {
    package var axis: Int
    package var count: Int

    package init(axis: Int, count: Int) {
        self.axis = axis
        self.count = count
    }

    package var name: String { "SPLIT" }
    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        var part = inputs[0]
        guard part.dimensions.indices.contains(axis), count > 0, part[axis] % count == 0,
            !(part.isBatchFree && axis == 0)
        else {
            throw GraphError(.shapeMismatch, "\(part) cannot be split into \(count) equal parts along axis \(axis)")
        }
        part.dimensions[axis] /= count
        return Array(repeating: part, count: count)
    }
}
