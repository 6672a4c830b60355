package import ModelIR

/// Why no digest could be computed: the library that does it is not there.
package struct DigestError: DiagnosedError {
    package let description: String

    init(_ message: String) { description = message }

    package var kind: FailureKind { .unavailable }
}
