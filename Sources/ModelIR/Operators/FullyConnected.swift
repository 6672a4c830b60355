/// FULLY_CONNECTED: input of any rank whose last dimension is I, kernel OI, optional bias of O elements.
package struct FullyConnected: OperatorPayload {
    package var activation: FusedActivation
    /// Whether the output keeps all leading dimensions of the input; otherwise they are flattened into one.
    package var keepsDimensions: Bool

    package init(activation: FusedActivation = .none, keepsDimensions: Bool = false) {
        self.activation = activation
        self.keepsDimensions = keepsDimensions
    }

    package var name: String { "FULLY_CONNECTED" }
    package var inputCount: ClosedRange<Int> { 2...3 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        let (input, kernel) = (inputs[0], inputs[1])
        guard kernel.rank == 2, kernel[1] > 0, input.rank >= 1, input.elementCount % kernel[1] == 0 else {
            throw GraphError(.shapeMismatch, "kernel \(kernel) (OI) does not fit input \(input)")
        }
        if inputs.count == 3, inputs[2].elementCount != kernel[0] {
            throw GraphError(.shapeMismatch, "bias \(inputs[2]) does not have the kernel's \(kernel[0]) units")
        }
        if keepsDimensions {
            guard input.dimensions.last == kernel[1] else {
                throw GraphError(.shapeMismatch, "kernel \(kernel) (OI) does not fit the last dimension of \(input)")
            }
            return [Shape(input.dimensions.dropLast() + [kernel[0]], isBatchFree: input.isBatchFree)]
        }
        let rows = input.elementCount / kernel[1]
        return [Shape([rows, kernel[0]], isBatchFree: input.isBatchFree && rows == 1)]
    }

    package func multiplyAccumulates(inputs: [Shape], outputs: [Shape]) -> Int {
        [outputs[0].elementCount, inputs[1][1]].saturatedProduct
    }
}
