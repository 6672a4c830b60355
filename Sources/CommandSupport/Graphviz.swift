import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Graphviz's program `dot`, which draws graphs.
package enum Graphviz {
    /// The picture of the graph that `dot` describes; nil where Graphviz is not installed.
    /// - Parameters:
    ///   - format: what `dot -T` calls the format: `svg`, `png` or `pdf`.
    ///   - path: the file that the picture is for, which messages begin with.
    package static func draw(_ dot: String, format: String, for path: String) throws(CommandError) -> [UInt8]? {
        // A file and not a pipe: nobody has to write while somebody reads.
        guard let input = tmpfile() else { throw failure("a temporary file cannot be made", path) }
        defer { fclose(input) }
        let text = Array(dot.utf8)
        guard fwrite(text, 1, text.count, input) == text.count, fflush(input) == 0 else {
            throw failure("a temporary file cannot be written", path)
        }
        rewind(input)
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw failure("no pipe can be made", path) }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        let process = ChildProcess(["dot", "-T\(format)"], input: fileno(input), output: ends[1])
        close(ends[1])
        let bytes = process == nil ? [] : readAll(from: ends[0])
        close(ends[0])
        guard let process else { return nil }
        let status = process.wait()
        guard status != ChildProcess.notFound else { return nil }
        guard status == 0, !bytes.isEmpty else { throw failure("it did not draw the graph", path) }
        return bytes
    }

    private static func failure(_ message: String, _ path: String) -> CommandError {
        CommandError(.unavailable, "\(path): Graphviz's dot: \(message)")
    }

    private static func readAll(from descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }
}
