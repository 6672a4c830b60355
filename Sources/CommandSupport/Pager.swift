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

    /// The status of a shell that did not find its command.
    private static let notFound: Int32 = 127

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
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return (status >> 8) & 0xFF != notFound
    }

    /// The process of a shell that runs `command`, which reads from `input`; nil where it could not be started.
    private static func start(_ command: String, input: Int32) -> pid_t? {
        if getenv("LESS") == nil { setenv("LESS", "FRX", 1) }
        if getenv("LESSCHARSET") == nil { setenv("LESSCHARSET", "utf-8", 1) }
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_addclose(&actions, input)
        let words = ["sh", "-c", command].map { (word: String) in strdup(word) }
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let arguments: [UnsafeMutablePointer<CChar>?] = words + [nil]
        return posix_spawn(&process, "/bin/sh", &actions, nil, arguments, environ) == 0 ? process : nil
    }
}
