#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A block of raw memory with one owner that frees it, aligned for every SIMD type.
///
/// Safe to share between threads because its bytes are written only by the initializer; afterwards it is read-only.
package final class Memory: @unchecked Sendable {
    package static let alignment = 64

    /// The bytes, valid as long as this object lives; for those who keep it. Others use ``withUnsafeBytes(_:)``.
    package let unretainedBytes: UnsafeRawBufferPointer
    private let release: @Sendable (UnsafeRawBufferPointer) -> Void
    /// Whether the system can read the bytes again from a file whenever it has taken their pages away.
    private let isMappedFile: Bool

    /// Blocks from this size on come straight from the system, already zeroed, and go straight back to it, so that the
    /// heap does not keep what weights no longer need.
    private static let leastMappedByteCount = 1 << 16

    /// Allocates `byteCount` zeroed bytes and lets `initialize` fill them.
    package init<E: Error>(
        byteCount: Int, initializingWith initialize: (UnsafeMutableRawBufferPointer) throws(E) -> Void
    ) throws(E) {
        let buffer: UnsafeMutableRawBufferPointer
        if byteCount >= Memory.leastMappedByteCount {
            let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            guard let start, start != MAP_FAILED else { fatalError("no memory for \(byteCount) bytes") }
            buffer = UnsafeMutableRawBufferPointer(start: start, count: byteCount)
            release = { munmap(UnsafeMutableRawPointer(mutating: $0.baseAddress), $0.count) }
        } else {
            buffer = .allocate(byteCount: byteCount, alignment: Memory.alignment)
            buffer.initializeMemory(as: UInt8.self, repeating: 0)
            release = { $0.deallocate() }
        }
        unretainedBytes = UnsafeRawBufferPointer(buffer)
        isMappedFile = false
        try initialize(buffer)
    }

    /// Takes over bytes that somebody else made; `release` is called once, at the end.
    /// - Parameter isMappedFile: whether they are a mapped file that nobody writes to.
    package init(
        adopting bytes: UnsafeRawBufferPointer, isMappedFile: Bool = false,
        release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
    ) {
        unretainedBytes = bytes
        self.isMappedFile = isMappedFile
        self.release = release
    }

    /// Some of the bytes of `whole`, which is kept as long as this object lives.
    package convenience init(part range: Range<Int>, of whole: Memory) {
        self.init(adopting: UnsafeRawBufferPointer(rebasing: whole.unretainedBytes[range])) { _ in
            withExtendedLifetime(whole) {}
        }
    }

    /// Bytes of the block.
    package var byteCount: Int { unretainedBytes.count }

    /// The bytes, valid during the call.
    package func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(unretainedBytes)
    }

    /// Tells the system that the bytes of a range will hardly be read again, so that their pages need not stay in memory.
    ///
    /// Only pages of mapped files are given up; whoever reads them nevertheless finds the same bytes.
    func giveUpPages(of range: Range<Int>) {
        guard isMappedFile, let base = unretainedBytes.baseAddress else { return }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let start = UInt(bitPattern: base) + UInt(range.lowerBound)
        let first = (start + UInt(page - 1)) / UInt(page) * UInt(page)
        let end = (start + UInt(range.count)) / UInt(page) * UInt(page)
        guard first < end else { return }
        madvise(UnsafeMutableRawPointer(bitPattern: first), Int(end - first), MADV_DONTNEED)
    }

    deinit { release(unretainedBytes) }
}
