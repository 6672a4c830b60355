import Files
package import ModelIR

/// Why an experiment could not be made.
package struct ExperimentError: DiagnosedError {
    package let kind: FailureKind
    package let description: String

    init(_ kind: FailureKind, _ message: String) {
        self.kind = kind
        description = message
    }

    /// What another module says, which names the file that it is about.
    init(_ error: any DiagnosedError) {
        kind = error.kind
        description = error.description
    }
}

/// Runs `body`, whose errors already say what they are about.
func passingOn<Result, Failure: DiagnosedError>(
    _ body: () throws(Failure) -> Result
) throws(ExperimentError) -> Result {
    do {
        return try body()
    } catch {
        throw ExperimentError(error)
    }
}
