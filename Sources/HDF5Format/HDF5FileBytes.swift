import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The bytes of a file, for the few things that are looked at without libhdf5.
final class HDF5FileBytes: Sendable {
    private enum Source {
        case file(descriptor: Int32)
        case memory(Memory)
    }

    /// How many there are.
    let count: Int
    private let place: HDF5File.Place
    private let source: Source

    /// Opens the regular file at `path`.
    init(_ path: String) throws(HDF5Error) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw HDF5Error(.cannotOpen, "cannot open: \(String(cString: strerror(errno)).lowercased())")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw HDF5Error(.cannotOpen, "is not a regular file")
        }
        count = Int(status.st_size)
        place = .stored(at: 0)
        source = .file(descriptor: descriptor)
    }

    /// The bytes in `memory`, which come from `place`.
    init(_ memory: Memory, from place: HDF5File.Place) {
        self.place = place
        count = memory.byteCount
        source = .memory(memory)
    }

    deinit {
        if case .file(let descriptor) = source { close(descriptor) }
    }

    /// Where byte number `index` is in the file on disk, as closely as that can be said.
    func offset(of index: Int) -> Int {
        switch place {
        case .stored(let start): start + index
        case .packed(let start): start
        }
    }

    /// The bytes in `range`; fewer where the file ends before, or cannot be read.
    func read(_ range: Range<Int>) -> [UInt8] {
        let range = range.clamped(to: 0..<count)
        switch source {
        case .memory(let memory): return memory.withUnsafeBytes { Array($0[range]) }
        case .file(let descriptor): return Self.read(range, from: descriptor)
        }
    }

    private static func read(_ range: Range<Int>, from descriptor: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: range.count) { buffer, initializedCount in
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
