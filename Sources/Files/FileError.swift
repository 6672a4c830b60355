public import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A file that could not be opened, read or written.
public struct FileError: DiagnosedError {
    /// Who has to act.
    public let kind: FailureKind
    /// The file, as the caller named it.
    public let path: String
    /// What is wrong with it.
    public let message: String

    package init(_ kind: FailureKind, path: String, message: String) {
        self.kind = kind
        self.path = path
        self.message = message
    }

    /// An error whose message is what the system says about `errno`.
    package init(_ kind: FailureKind, path: String, action: String, systemError: Int32 = errno) {
        self.init(kind, path: path, message: "cannot \(action): \(String(cString: strerror(systemError)).lowercased())")
    }

    /// The path and the message.
    public var description: String { "\(path): \(message)" }
}
