#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Long text on a terminal, one screen after the other, as git shows it.
package enum Pager {
    /// Prints `text`, through the program in `PAGER` where the standard output is a terminal: `less` where `PAGER` is
    /// not set, and none where it is empty or `cat`.
    ///
    /// `less` leaves text that fits on the screen as it is (`LESS` is `FRX` unless it is set).
    package static func print(_ text: String) throws(CommandError) {
        guard let command = command(), page(text, with: command) else {
            try StandardStreams.print(text)
            return
        }
    }

    private static func command() -> String? {
        let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
        guard isatty(STDOUT_FILENO) == 1, !isDumb else { return nil }
        let chosen = getenv("PAGER").map { String(cString: $0) } ?? "less"
        return chosen.isEmpty || chosen == "cat" ? nil : chosen
    }

    /// Lets `command` show `text` and waits for its end; false where it could not be started.
    private static func page(_ text: String, with command: String) -> Bool {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return false }
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        let process = start(command, input: ends[0])
        close(ends[0])
        guard let process else {
            close(ends[1])
            return false
        }
        // An interrupt is for the pager, which has the terminal until it ends.
        let previous = signal(SIGINT, SIG_IGN)
        defer { signal(SIGINT, previous) }
        // Whoever leaves the pager early has seen enough.
        _ = StandardStreams.write(text, to: ends[1])
        close(ends[1])
        return process.wait() != ChildProcess.notFound
    }

    /// A shell that runs `command`, which reads from `input`; nil where it could not be started.
    private static func start(_ command: String, input: Int32) -> ChildProcess? {
        if getenv("LESS") == nil { setenv("LESS", "FRX", 1) }
        if getenv("LESSCHARSET") == nil { setenv("LESSCHARSET", "utf-8", 1) }
        return ChildProcess(["/bin/sh", "-c", command], input: input)
    }
}
