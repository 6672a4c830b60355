package import ModelIR

/// Why a file could not be inspected: what the reader of its format says.
package struct InspectError: DiagnosedError {
    package let kind: FailureKind
    package let description: String

    init(_ error: some DiagnosedError) {
        kind = error.kind
        description = error.description
    }

    /// What should not have happened.
    init(fault: String) {
        kind = .internalFault
        description = fault
    }
}
