package import ModelIR

/// A TFLite file that cannot be read, or a graph that cannot be written as one.
package struct TFLiteError: DiagnosedError {
    package enum Code: Sendable, Hashable {
        /// The bytes are no TFLite model at all.
        case notAModel
        /// The file is a model, but something in it contradicts itself or lies outside of it.
        case malformed
        /// The shapes in the file are not those that its operators make.
        case shapeConflict
        /// The model is sound but needs something that is not implemented.
        case unsupported
        /// The model does not fit into the format.
        case tooLarge
        /// The graph breaks an invariant.
        case invalidGraph
        /// There is not enough memory.
        case outOfMemory
    }

    package let code: Code
    package let message: String
    /// The table that the message is about, as a path from the root: `subgraphs[0].operators[3] (CONV_2D)`.
    package let location: String?
    /// Where that table starts in the file.
    package let byteOffset: Int?

    package init(_ code: Code, _ message: String, at location: String? = nil, byteOffset: Int? = nil) {
        self.code = code
        self.message = message
        self.location = location
        self.byteOffset = byteOffset
    }

    package var kind: FailureKind {
        switch code {
        case .notAModel, .malformed, .shapeConflict, .unsupported, .tooLarge: .badData
        case .invalidGraph: .internalFault
        case .outOfMemory: .unavailable
        }
    }

    package var description: String {
        let place = byteOffset.map { "at byte \($0)" }
        let prefix = [location, place].compactMap { $0 }.joined(separator: " ")
        return prefix.isEmpty ? message : "\(prefix): \(message)"
    }

    /// The same error with a place, where it has none yet.
    func located(at location: String, byteOffset: Int?) -> TFLiteError {
        TFLiteError(code, message, at: self.location ?? location, byteOffset: self.byteOffset ?? byteOffset)
    }
}
