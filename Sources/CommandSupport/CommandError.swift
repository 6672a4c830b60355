package import ModelIR

/// What a command tells its user when it cannot go on.
package struct CommandError: DiagnosedError {
    package let kind: FailureKind
    package let description: String

    package init(_ kind: FailureKind, _ message: String) {
        self.kind = kind
        description = message
    }

    /// `error` with the file that it is about in front, unless it already begins with it.
    package init(_ error: any Error, file path: String) {
        if let error = error as? any DiagnosedError {
            kind = error.kind
            description = error.description.hasPrefix(path + ": ") ? error.description : "\(path): \(error)"
        } else {
            kind = .internalFault
            description = "\(path): \(error)"
        }
    }
}

/// Runs `body`, whose errors are about the file at `path` and will say so.
package func about<Result>(_ path: String, _ body: () throws -> Result) throws(CommandError) -> Result {
    do {
        return try body()
    } catch let error as CommandError {
        throw error
    } catch {
        throw CommandError(error, file: path)
    }
}
