#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Another program that runs beside this one.
struct ChildProcess {
    /// The status of a process, or of a shell, that did not find its program.
    static let notFound: Int32 = 127

    private let id: pid_t

    /// Starts the program `words[0]`, which is found as a shell finds it; nil where it is not there.
    /// - Parameters:
    ///   - input: what becomes its standard input.
    ///   - output: what becomes its standard output; nil for this program's own.
    init?(_ words: [String], input: Int32, output: Int32? = nil) {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (end, standard) in [(input, STDIN_FILENO), (output ?? STDOUT_FILENO, STDOUT_FILENO)] where end != standard {
            posix_spawn_file_actions_adddup2(&actions, end, standard)
            posix_spawn_file_actions_addclose(&actions, end)
        }
        let copies = words.map { (word: String) in strdup(word) }
        defer { for copy in copies { free(copy) } }
        var process: pid_t = 0
        guard posix_spawnp(&process, words[0], &actions, nil, copies + [nil], environ) == 0 else { return nil }
        id = process
    }

    /// Waits for its end and gives its exit status; -1 where a signal ended it.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0 && errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
    }
}
