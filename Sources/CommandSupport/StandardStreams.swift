import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The three descriptors that a program starts with.
package enum StandardStreams {
    /// Makes them safe to use: closed ones lead to `/dev/null`, so that no file of ours takes their numbers, and a reader
    /// that has gone away is an error of `write` instead of the end of the program.
    static func prepare() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
            let opened = open("/dev/null", O_RDWR)
            if opened >= 0 && opened != descriptor {
                dup2(opened, descriptor)
                close(opened)
            }
        }
        signal(SIGPIPE, SIG_IGN)
    }

    /// Writes `text` to the standard output.
    ///
    /// A reader that has seen enough (`| head`) is no failure; whatever else goes wrong is.
    package static func print(_ text: String) throws(CommandError) {
        let error = write(text, to: STDOUT_FILENO)
        guard error == 0 || error == EPIPE else {
            throw CommandError(
                .inputOutput, "standard output: cannot write: \(String(cString: strerror(error)).lowercased())")
        }
    }

    /// Writes a message to the standard error; nothing can be done where that fails.
    package static func printError(_ text: String) { _ = write(text, to: STDERR_FILENO) }

    /// Writes a message to the standard error about something that is no failure.
    package static func printWarning(_ message: String) { printError("warning: \(message)\n") }

    /// Writes all of `text`; the result is what went wrong, or 0.
    static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)[...]
            while !rest.isEmpty {
                let chunk = UnsafeRawBufferPointer(rebasing: rest)
                let written = systemWrite(descriptor, chunk.baseAddress, chunk.count)
                if written < 0 && errno == EINTR { continue }
                guard written >= 0 else { return errno }
                rest = rest.dropFirst(written)
            }
            return 0
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
