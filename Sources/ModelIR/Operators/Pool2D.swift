/// AVERAGE_POOL_2D and MAX_POOL_2D over NHWC; an average counts only positions inside the input.
package struct Pool2D: OperatorPayload {
    package enum Kind: Sendable, Hashable, CaseIterable { case average, max }

    package var kind: Kind
    package var window: Pair
    package var strides: Pair
    package var padding: Padding
    package var activation: FusedActivation

    package init(kind: Kind, window: Pair, strides: Pair, padding: Padding, activation: FusedActivation = .none) {
        self.kind = kind
        self.window = window
        self.strides = strides
        self.padding = padding
        self.activation = activation
    }

    package var name: String {
        switch kind {
        case .average: "AVERAGE_POOL_2D"
        case .max: "MAX_POOL_2D"
        }
    }

    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        let input = inputs[0]
        try input.requireImage()
        let height = try WindowAxis(
            inputSize: input[1], window: window.height, stride: strides.height, padding: padding)
        let width = try WindowAxis(inputSize: input[2], window: window.width, stride: strides.width, padding: padding)
        return [Shape([input[0], height.outputSize, width.outputSize, input[3]], isBatchFree: input.isBatchFree)]
    }
}
