package import ModelIR

/// Why a model could not be converted.
package struct ConversionError: DiagnosedError {
    package enum Code: Sendable, Hashable {
        /// The source could not be read or is not a model.
        case source
        /// The graph of the model could not be optimised.
        case graph
        /// No ranges could be found for the values of the model.
        case calibration
        /// The result could not be encoded or written.
        case output
    }

    package let code: Code
    /// The file that the error is about, as the caller named it.
    package let path: String
    package let cause: any DiagnosedError

    package init(_ code: Code, path: String, cause: any DiagnosedError) {
        self.code = code
        self.path = path
        self.cause = cause
    }

    package var kind: FailureKind { cause.kind }

    package var description: String {
        let text = cause.description
        return text.hasPrefix(path) ? text : "\(path): \(text)"
    }
}
