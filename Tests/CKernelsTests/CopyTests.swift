import CKernels
import Testing

@Suite("copy")
struct CopyTests {
    /// Copies elements of one size between strided arrays and compares with copying them one by one.
    static func check<Element: FixedWidthInteger>(
        _ type: Element.Type, sizes: [Int], sourceStrides: [Int], destinationStrides: [Int], sourceOffset: Int = 0
    ) {
        let count = 400
        let source = (0..<count).map { Element(truncatingIfNeeded: $0 &* 37 &+ 11) }
        var expected = [Element](repeating: 0, count: count)
        let elements = sizes.reduce(1, *)
        for element in 0..<elements {
            var (rest, from, to) = (element, sourceOffset, 0)
            for axis in sizes.indices.reversed() {
                from += rest % sizes[axis] * sourceStrides[axis]
                to += rest % sizes[axis] * destinationStrides[axis]
                rest /= sizes[axis]
            }
            expected[to] = source[from]
        }
        let (heldSizes, heldSourceStrides, heldDestinationStrides) =
            (HeldIntegers(sizes), HeldIntegers(sourceStrides), HeldIntegers(destinationStrides))
        for table in everyTable() {
            var result = [Element](repeating: 0, count: count)
            source.withUnsafeBufferPointer { source in
                result.withUnsafeMutableBufferPointer { result in
                    guard let from = source.baseAddress, let to = result.baseAddress else { return }
                    var arguments = qk_copy(
                        element_size: MemoryLayout<Element>.size, rank: sizes.count, sizes: heldSizes.start,
                        source: from + sourceOffset, source_strides: heldSourceStrides.start, destination: to,
                        destination_strides: heldDestinationStrides.start)
                    let outermost = sizes.first ?? 1
                    table.copy(&arguments, qk_range(0..<(outermost / 2)))
                    table.copy(&arguments, qk_range((outermost / 2)..<outermost))
                }
            }
            #expect(result == expected, "sizes \(sizes)")
        }
    }

    static func checkAll<Element: FixedWidthInteger>(_ type: Element.Type) {
        check(type, sizes: [], sourceStrides: [], destinationStrides: [])
        check(type, sizes: [300], sourceStrides: [1], destinationStrides: [1])
        // A transposition, a slice, a reversal, a repetition, an interleaving, sizes of 0 and 1.
        check(type, sizes: [5, 7, 11], sourceStrides: [1, 5, 35], destinationStrides: [77, 11, 1])
        check(type, sizes: [3, 4, 6], sourceStrides: [80, 10, 1], destinationStrides: [24, 6, 1])
        check(type, sizes: [9], sourceStrides: [-1], destinationStrides: [1], sourceOffset: 8)
        check(type, sizes: [6, 10], sourceStrides: [0, 1], destinationStrides: [10, 1])
        check(type, sizes: [8, 20], sourceStrides: [20, 1], destinationStrides: [40, 2])
        check(type, sizes: [3, 0, 2], sourceStrides: [1, 1, 1], destinationStrides: [1, 1, 1])
        check(type, sizes: [1, 3, 1, 5], sourceStrides: [9, 5, 7, 1], destinationStrides: [2, 6, 3, 1])
    }

    @Test("moves elements of every size")
    func sizes() {
        Self.checkAll(UInt8.self)
        Self.checkAll(UInt16.self)
        Self.checkAll(UInt32.self)
        Self.checkAll(UInt64.self)
    }
}
