package import ModelIR

/// Why a model could not be run.
package struct ExecutionError: DiagnosedError {
    package enum Code: Sendable, Hashable {
        /// The model could not be opened or planned.
        case model
        /// The arrays that were given do not fit the model.
        case inputs
        /// The result could not be written.
        case outputs
    }

    package let code: Code
    package let kind: FailureKind
    package let description: String

    init(_ code: Code, _ message: String, kind: FailureKind = .badData) {
        self.code = code
        self.kind = kind
        description = message
    }

    /// What a module further down says about the file at `path`.
    init(_ code: Code, _ error: any DiagnosedError, file path: String) {
        self.code = code
        kind = error.kind
        description = error.description.hasPrefix("\(path): ") ? error.description : "\(path): \(error.description)"
    }
}
