import Synchronization

/// Atomic words, each alone in two lines of the cache, because processors fetch lines in pairs. All are 0 at first.
final class CacheLines: Sendable {
    /// Never moved or freed before the last use; all access is atomic, which makes the pointer safe to share.
    private nonisolated(unsafe) let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let count: Int

    /// The bytes of a line and its neighbour.
    private static let byteCount = 128
    private static let stride = byteCount / MemoryLayout<Atomic<UInt64>>.stride

    init(count: Int) {
        self.count = count
        words = UnsafeMutableRawPointer.allocate(byteCount: count * Self.byteCount, alignment: Self.byteCount)
            .bindMemory(to: Atomic<UInt64>.self, capacity: count * Self.stride)
        for index in 0..<count * Self.stride { (words + index).initialize(to: Atomic(0)) }
    }

    deinit {
        words.deinitialize(count: count * Self.stride)
        UnsafeMutableRawPointer(words).deallocate()
    }

    subscript(index: Int) -> UnsafeMutablePointer<Atomic<UInt64>> { words + index * Self.stride }

    /// Another word of the same line: what is written together had better travel together.
    subscript(index: Int, word word: Int) -> UnsafeMutablePointer<Atomic<UInt64>> { words + index * Self.stride + word }
}
