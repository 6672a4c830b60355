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
        try initialize(buffer)
    }

    /// Takes over bytes that somebody else made, a mapped file for example; `release` is called once, at the end.
    package init(
        adopting bytes: UnsafeRawBufferPointer, release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
    ) {
        unretainedBytes = bytes
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

    deinit { release(unretainedBytes) }
}
