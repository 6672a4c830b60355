#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The temporary file that is being written, so that a program which is told to stop can remove it.
package enum UnfinishedFile {
    /// The file's name while there may be one. Unsafe because a signal handler must not wait for a lock: it reads one
    /// word, which is set before the file is made and cleared after it is gone.
    nonisolated(unsafe) private static var path: UnsafeMutablePointer<CChar>?

    static func begin(_ path: UnsafeMutablePointer<CChar>) { self.path = path }
    static func end() { path = nil }

    /// Lets the signals that end a program (interrupt, termination, hang-up) remove the unfinished file first.
    ///
    /// Signals that the program was started to ignore stay ignored; blocked ones, which some parents leave behind, are
    /// let through. For programs, which own their signals, not for
    /// libraries.
    package static func removeWhenInterrupted() {
        path = nil
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            sigaddset(&signals, number)
            let previous = signal(number) { number in
                if let path = UnfinishedFile.path { unlink(path) }
                signal(number, SIG_DFL)
                raise(number)
            }
            let isIgnored = unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
            if isIgnored { signal(number, SIG_IGN) }
        }
        sigprocmask(SIG_UNBLOCK, &signals, nil)
    }
}
