/// MEAN, SUM, REDUCE_MAX, REDUCE_MIN and REDUCE_PROD over some axes, given in ascending order and never negative here.
package struct Reduce: OperatorPayload {
    package enum Function: String, Sendable, Hashable, CaseIterable {
        case mean = "MEAN"
        case sum = "SUM"
        case max = "REDUCE_MAX"
        case min = "REDUCE_MIN"
        case product = "REDUCE_PROD"
    }

    package var function: Function
    package var axes: [Int]
    /// Whether reduced axes stay, with size 1.
    package var keepsDimensions: Bool

    package init(_ function: Function, axes: [Int], keepsDimensions: Bool) {
        self.function = function
        self.axes = axes
        self.keepsDimensions = keepsDimensions
    }

    package var name: String { function.rawValue }
    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        let input = inputs[0]
        guard axes.allSatisfy({ input.dimensions.indices.contains($0) }), !(input.isBatchFree && axes.contains(0))
        else {
            throw GraphError(.shapeMismatch, "axes \(axes) of \(input) cannot be reduced")
        }
        let dimensions = input.dimensions.enumerated().compactMap { axis, size in
            axes.contains(axis) ? (keepsDimensions ? 1 : nil) : size
        }
        return [Shape(dimensions, isBatchFree: input.isBatchFree)]
    }
}
