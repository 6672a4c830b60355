/// PRELU: x for x >= 0, alpha * x below, with alpha broadcast over the input.
package struct PReLU: OperatorPayload {
    package init() {}

    package var name: String { "PRELU" }
    package var inputCount: ClosedRange<Int> { 2...2 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] {
        let result = try inputs[0].broadcast(with: inputs[1])
        guard result == inputs[0] else {
            throw GraphError(.shapeMismatch, "alpha \(inputs[1]) does not fit input \(inputs[0])")
        }
        return [result]
    }
}
