package import ModelIR

/// Why models could not be verified.
package struct VerificationError: DiagnosedError {
    package enum Code: Sendable, Hashable {
        /// A model could not be opened, planned or run.
        case model
        /// The models do not take or give the same.
        case mismatch
        /// The data set cannot be read, or does not fit the models.
        case data
    }

    package let code: Code
    package let kind: FailureKind
    package let description: String

    init(_ code: Code, _ message: String, file path: String) {
        self.code = code
        kind = .badData
        description = "\(path): \(message)"
    }

    /// What a module further down says about the file at `path`.
    package init(_ code: Code, _ error: any DiagnosedError, file path: String) {
        self.code = code
        kind = error.kind
        description = error.description.hasPrefix(path) ? error.description : "\(path): \(error)"
    }
}
