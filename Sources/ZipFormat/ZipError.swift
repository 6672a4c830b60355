package import ModelIR

/// What is wrong with a zip archive.
package struct ZipError: DiagnosedError, Hashable {
    package enum Code: Sendable, Hashable {
        /// libzip is not there.
        case libraryMissing
        /// The archive is damaged, or contradicts itself.
        case malformed
        /// The archive is sound, but packed in a way that is not supported.
        case unsupported
        /// Unpacking a member would take more memory than is allowed.
        case tooLarge
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var kind: FailureKind { code == .libraryMissing ? .unavailable : .badData }
    package var description: String { message }
}
