/// SOFTMAX over the last axis: exp(beta * x) / sum(exp(beta * x)).
package struct Softmax: OperatorPayload {
    package var beta: Float

    package init(beta: Float = 1) { self.beta = beta }

    package var name: String { "SOFTMAX" }
    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] { inputs }
}

/// LOG_SOFTMAX over the last axis: x - log(sum(exp(x))).
package struct LogSoftmax: OperatorPayload {
    package init() {}

    package var name: String { "LOG_SOFTMAX" }
    package var inputCount: ClosedRange<Int> { 1...1 }

    package func outputShapes(for inputs: [Shape]) throws(GraphError) -> [Shape] { inputs }
}
