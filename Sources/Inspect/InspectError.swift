package import ModelIR

/// Why a file could not be inspected, or a view of it not be shown.
package struct InspectError: DiagnosedError {
    package let kind: FailureKind
    package let description: String

    package init(_ kind: FailureKind, _ message: String) {
        self.kind = kind
        description = message
    }

    /// What the reader of the file's format says.
    package init(_ error: some DiagnosedError) {
        self.init(error.kind, error.description)
    }

    /// What should not have happened.
    package init(fault: String) { self.init(.internalFault, fault) }
}
