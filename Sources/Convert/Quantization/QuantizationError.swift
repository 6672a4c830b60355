package import ModelIR

/// Why a graph cannot be quantized.
package struct QuantizationError: DiagnosedError {
    package enum Code: Sendable, Hashable {
        /// A value has no range, or one that no scale can express.
        case badRange
        /// A given scale contradicts the rules or another one.
        case badScale
        /// Weights are no finite numbers.
        case badWeights
        /// The graph cannot be quantized as it is.
        case badGraph
    }

    package let code: Code
    package let message: String
    /// The Keras layer or the value that the message is about.
    package let location: String?

    package init(_ code: Code, _ message: String, at location: String? = nil) {
        self.code = code
        self.message = message
        self.location = location
    }

    package var kind: FailureKind { code == .badGraph ? .internalFault : .badData }
    package var description: String { location.map { "\($0): \(message)" } ?? message }
}

/// Something about a quantized model that its maker should know.
package struct QuantizationWarning: Sendable, Hashable, CustomStringConvertible {
    /// The Keras layer.
    package let layer: String
    /// The operator's TFLite name.
    package let operatorName: String
    package let message: String

    package var description: String { "layer '\(layer)': \(operatorName) \(message)" }
}
