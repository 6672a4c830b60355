/// What is wrong with a graph or an operator in it.
package struct GraphError: DiagnosedError {
    package enum Code: Sendable, Hashable {
        /// The shapes of an operator's inputs do not fit it or one another.
        case shapeMismatch
        /// An operator has the wrong number of inputs, or inputs of the wrong type.
        case badInputs
        /// An invariant of the graph is broken.
        case invariant
    }

    package let code: Code
    package let message: String
    /// The Keras layer, or the operator and its output, that the message is about.
    package let location: String?

    package init(_ code: Code, _ message: String, at location: String? = nil) {
        self.code = code
        self.message = message
        self.location = location
    }

    package var kind: FailureKind { .badData }
    package var description: String { location.map { "\($0): \(message)" } ?? message }

    /// The same error with a location, where it has none yet.
    package func located(at location: String) -> GraphError {
        GraphError(code, message, at: self.location ?? location)
    }
}
