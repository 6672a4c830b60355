/// STRIDED_SLICE with non-negative bounds: takes every `stride`-th element of a range of each axis.
package struct Slice: OperatorPayload {
    package struct Range: Sendable, Hashable {
        package var start: Int
        /// One past the last element that may be taken.
        package var end: Int
        package var stride: Int

        package init(start: Int, end: Int, stride: Int = 1) {
            self.start = start
            self.end = end
            self.stride = stride
        }

        package var count: Int { max(0, (end - start + stride - 1) / stride) }
    }

    /// One entry for each axis of the input; nil takes the whole axis.
    package var ranges: [Range?]
    /// Axes that are dropped from the output, each with a range of one element.
    package var removedAxes: Set<Int>

    package init(ranges: [Range?], removedAxes: Set<Int> = []) {
        self.ranges = ranges
        self.removedAxes = removedAxes
    }

    package var name: String { "STRIDED_SLICE" }
    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        let input = inputs[0]
        guard ranges.count == input.rank, !input.isBatchFree || (ranges.first == .some(nil) && !removedAxes.contains(0))
        else {
            throw GraphError(.shapeMismatch, "a slice of \(ranges.count) axes does not fit \(input)")
        }
        var dimensions: [Int] = []
        for (axis, range) in ranges.enumerated() {
            guard let range else {
                dimensions.append(input[axis])
                continue
            }
            guard range.start >= 0, range.end <= input[axis], range.stride > 0, range.count > 0 else {
                throw GraphError(
                    .shapeMismatch, "range \(range.start)..<\(range.end) does not fit axis \(axis) of \(input)")
            }
            if removedAxes.contains(axis) {
                guard range.count == 1 else {
                    throw GraphError(.shapeMismatch, "axis \(axis) of \(input) is dropped but keeps \(range.count)")
                }
            } else {
                dimensions.append(range.count)
            }
        }
        return [Shape(dimensions, isBatchFree: input.isBatchFree)]
    }
}
