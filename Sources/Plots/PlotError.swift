package import ModelIR

/// Why a picture could not be drawn.
package struct PlotError: DiagnosedError {
    package let kind: FailureKind
    package let description: String

    init(_ kind: FailureKind, _ message: String) {
        self.kind = kind
        description = message
    }
}
