#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The bytes of a file, for the few things that are looked at without libhdf5.
final class HDF5FileBytes: Sendable {
    /// How many there are.
    let count: Int
    private let descriptor: Int32

    /// Opens the regular file at `path`.
    init(_ path: String) throws(HDF5Error) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw HDF5Error(.cannotOpen, "cannot open: \(String(cString: strerror(errno)).lowercased())")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw HDF5Error(.cannotOpen, "is not a regular file")
        }
        count = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// The bytes in `range`; fewer where the file ends before, or cannot be read.
    func read(_ range: Range<Int>) -> [UInt8] {
        let range = range.clamped(to: 0..<count)
        return [UInt8](unsafeUninitializedCapacity: range.count) { buffer, initializedCount in
            while initializedCount < range.count {
                let rest = UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[initializedCount...])
                let step = pread(descriptor, rest.baseAddress, rest.count, off_t(range.lowerBound + initializedCount))
                if step < 0 && errno == EINTR { continue }
                guard step > 0 else { break }
                initializedCount += step
            }
        }
    }
}
