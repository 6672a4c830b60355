/// One aligned block of memory that holds all values of a plan.
package final class Arena {
    /// Enough for every SIMD type and for a cache line.
    package static let alignment = 64
    /// A plan that needs more is refused.
    package static let maximumByteCount = 8 << 30

    package let bytes: UnsafeMutableRawBufferPointer

    package init(byteCount: Int) {
        bytes = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(byteCount, Arena.alignment), alignment: Arena.alignment)
    }

    deinit { bytes.deallocate() }

    static func roundUp(_ byteCount: Int) -> Int { (byteCount + alignment - 1) / alignment * alignment }
}
