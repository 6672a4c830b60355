import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A file that is read in pieces from anywhere, and never lies in memory as a whole.
package final class PiecewiseFile: Sendable {
    package let path: String
    /// Bytes of the file when it was opened.
    package let byteCount: Int
    private let descriptor: Int32

    /// Opens the regular file at `path`.
    package init(_ path: String) throws(FileError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(.missingInput, path: path, action: "open") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileError(.missingInput, path: path, message: "is not a regular file")
        }
        self.path = path
        self.descriptor = descriptor
        byteCount = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Fills `destination` with the bytes from `offset` on; throws where the file ends before.
    package func read(from offset: Int, into destination: UnsafeMutableRawBufferPointer) throws(FileError) {
        var filled = 0
        while filled < destination.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: destination[filled...])
            let step = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
            if step < 0 && errno == EINTR { continue }
            guard step >= 0 else { throw FileError(.inputOutput, path: path, action: "read") }
            guard step > 0 else { throw FileError(.badData, path: path, message: "ends early; it was cut") }
            filled += step
        }
    }

    /// The bytes from `offset` on, at most `byteCount`; fewer where the file ends before.
    package func bytes(from offset: Int, atMost byteCount: Int) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, min(byteCount, self.byteCount - offset)))
        // A typed throw does not pass through the closures of the standard library.
        let failure = bytes.withUnsafeMutableBytes { destination -> FileError? in
            do throws(FileError) {
                try read(from: offset, into: destination)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
