package import Files
package import ModelIR

/// What is wrong with a NumPy file.
package struct NumPyError: DiagnosedError {
    package enum Code: Sendable, Hashable {
        /// The bytes are not a `.npy` or `.npz` file, or end too early, or contradict themselves.
        case malformed
        /// The file is sound and holds something that has no place in a tensor.
        case unsupported
        /// Reading it would take more memory than is allowed.
        case tooLarge
        /// What reads archives is not installed.
        case libraryMissing
        /// The file system refused.
        case file
    }

    package let code: Code
    package let message: String
    /// The file and the array in it, as far as they are known.
    package let location: String?
    package let kind: FailureKind

    package init(_ code: Code, _ message: String, at location: String? = nil) {
        self.code = code
        self.message = message
        self.location = location
        kind = code == .libraryMissing ? .unavailable : .badData
    }

    /// A failure of the file system.
    package init(_ error: FileError) {
        code = .file
        message = error.message
        location = error.path
        kind = error.kind
    }

    private init(_ error: NumPyError, location: String) {
        code = error.code
        message = error.message
        kind = error.kind
        self.location = location
    }

    package var description: String { location.map { "\($0): \(message)" } ?? message }

    /// The same error with `outer` in front of its location.
    package func located(at outer: String) -> NumPyError {
        NumPyError(self, location: location.map { "\(outer): \($0)" } ?? outer)
    }
}
