#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// One aligned block of memory that holds all values of a plan, or many packed weights.
package final class Arena {
    /// Enough for every SIMD type and for a cache line.
    package static let alignment = 64
    /// A plan that needs more is refused.
    package static let maximumByteCount = 8 << 30

    package let bytes: UnsafeMutableRawBufferPointer

    /// The size of the pages that the system is asked for where a block fills some.
    private static let hugePage = 2 << 20

    /// What came straight from the system and goes straight back to it; nil where the bytes are the heap's.
    private let mapping: UnsafeMutableRawBufferPointer?

    package init(byteCount: Int) {
        guard byteCount >= Arena.hugePage else {
            mapping = nil
            bytes = .allocate(byteCount: max(byteCount, Arena.alignment), alignment: Arena.alignment)
            return
        }
        // A last page that is not half filled is not worth its memory.
        let hugeByteCount = (byteCount + Arena.hugePage / 2) / Arena.hugePage * Arena.hugePage
        let size = max(byteCount, hugeByteCount) + Arena.hugePage
        let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
        guard let start, start != MAP_FAILED else { fatalError("no memory for \(byteCount) bytes") }
        mapping = UnsafeMutableRawBufferPointer(start: start, count: size)
        bytes = UnsafeMutableRawBufferPointer(
            start: start.alignedUp(toMultipleOf: Arena.hugePage), count: byteCount)
        // Weights are read once from end to end in each run: with small pages, address translation would take longer
        // than some of the products.
        #if os(Linux)
            madvise(bytes.baseAddress, hugeByteCount, MADV_HUGEPAGE)
        #endif
    }

    /// The bytes as float32 elements.
    var floats: UnsafeMutablePointer<Float> {
        guard let base = bytes.baseAddress else { preconditionFailure("an arena is never empty") }
        return base.assumingMemoryBound(to: Float.self)
    }

    deinit {
        if let mapping {
            munmap(mapping.baseAddress, mapping.count)
        } else {
            bytes.deallocate()
        }
    }

    static func roundUp(_ byteCount: Int) -> Int { (byteCount + alignment - 1) / alignment * alignment }
}
