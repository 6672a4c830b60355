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

    package init(byteCount: Int) {
        // Weights are read once from end to end in each run: with small pages, address translation would take longer
        // than some of the products.
        let isHuge = byteCount >= Arena.hugePage
        bytes = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(byteCount, Arena.alignment), alignment: isHuge ? Arena.hugePage : Arena.alignment)
        #if os(Linux)
            if isHuge { madvise(bytes.baseAddress, bytes.count / Arena.hugePage * Arena.hugePage, MADV_HUGEPAGE) }
        #endif
    }

    /// The bytes as float32 elements.
    var floats: UnsafeMutablePointer<Float> {
        guard let base = bytes.baseAddress else { preconditionFailure("an arena is never empty") }
        return base.assumingMemoryBound(to: Float.self)
    }

    deinit { bytes.deallocate() }

    static func roundUp(_ byteCount: Int) -> Int { (byteCount + alignment - 1) / alignment * alignment }
}
