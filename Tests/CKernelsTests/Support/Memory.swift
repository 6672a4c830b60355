#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A copy of an array that ends where the next page is forbidden, so that a kernel that reads too far crashes.
final class FencedInput {
    let start: UnsafePointer<Float>
    private let region: UnsafeMutableRawPointer
    private let regionSize: Int

    init(_ values: [Float]) {
        let page = Int(getpagesize())
        let size = values.count * MemoryLayout<Float>.stride
        let readable = max(1, (size + page - 1) / page) * page
        regionSize = readable + page
        region = mmap(nil, regionSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        precondition(region != MAP_FAILED, "no memory for a test")
        precondition(mprotect(region + readable, page, PROT_NONE) == 0, "no fence for a test")
        let first = (region + readable - size).bindMemory(to: Float.self, capacity: values.count)
        first.update(from: values, count: values.count)
        start = UnsafePointer(first)
    }

    deinit { munmap(region, regionSize) }
}

/// Room for an output between canaries, at an address that is no multiple of a vector's size.
final class GuardedOutput {
    private static let guardCount = 67
    private static let canary = Float(bitPattern: 0x7fc0_dead)

    let start: UnsafeMutablePointer<Float>
    private let all: UnsafeMutableBufferPointer<Float>
    private let count: Int

    init(count: Int) {
        self.count = count
        let capacity = count + 2 * Self.guardCount
        let first = UnsafeMutablePointer<Float>.allocate(capacity: capacity)
        first.initialize(repeating: Self.canary, count: capacity)
        all = UnsafeMutableBufferPointer(start: first, count: capacity)
        start = first + Self.guardCount
    }

    deinit { all.deallocate() }

    var values: [Float] { Array(UnsafeBufferPointer(start: start, count: count)) }

    var isIntact: Bool {
        let isCanary = { (value: Float) in value.bitPattern == Self.canary.bitPattern }
        return all.prefix(Self.guardCount).allSatisfy(isCanary) && all.suffix(Self.guardCount).allSatisfy(isCanary)
    }

    /// Whether an element was written.
    func isWritten(_ index: Int) -> Bool { start[index].bitPattern != Self.canary.bitPattern }
}

/// Sizes or strides at an address that stays.
final class HeldIntegers {
    let start: UnsafePointer<Int>

    init(_ values: [Int]) {
        let first = UnsafeMutablePointer<Int>.allocate(capacity: max(1, values.count))
        first.initialize(from: values, count: values.count)
        start = UnsafePointer(first)
    }

    deinit { start.deallocate() }
}
