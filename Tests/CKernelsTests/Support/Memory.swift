#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A copy of an array that ends where the next page is forbidden, so that a kernel that reads too far crashes.
final class FencedInput<Element: BitwiseCopyable> {
    let start: UnsafePointer<Element>
    private let region: UnsafeMutableRawPointer
    private let regionSize: Int

    init(_ values: [Element]) {
        let page = Int(getpagesize())
        let size = values.count * MemoryLayout<Element>.stride
        let readable = max(1, (size + page - 1) / page) * page
        regionSize = readable + page
        region = mmap(nil, regionSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        precondition(region != MAP_FAILED, "no memory for a test")
        precondition(mprotect(region + readable, page, PROT_NONE) == 0, "no fence for a test")
        let first = (region + readable - size).bindMemory(to: Element.self, capacity: values.count)
        first.update(from: values, count: values.count)
        start = UnsafePointer(first)
    }

    deinit { munmap(region, regionSize) }
}

/// An element that kernels write.
protocol OutputElement: BitwiseCopyable {
    /// Stands for "not written"; a kernel may write an integer that is the same.
    static var canary: Self { get }
    var isCanary: Bool { get }
    /// Whether both have the same bits; all NaN are the same.
    func isSame(as other: Self) -> Bool
}

extension Float: OutputElement {
    static let canary = Float(bitPattern: 0x7fc0_dead)
    var isCanary: Bool { bitPattern == Self.canary.bitPattern }
    func isSame(as other: Float) -> Bool { bitPattern == other.bitPattern || (isNaN && other.isNaN) }
}

extension Int8: OutputElement {
    static let canary: Int8 = 0x5b
    var isCanary: Bool { self == Self.canary }
    func isSame(as other: Int8) -> Bool { self == other }
}

/// Room for an output between canaries, at an address that is no multiple of a vector's size.
final class GuardedOutput<Element: OutputElement> {
    private static var guardCount: Int { 67 }

    let start: UnsafeMutablePointer<Element>
    private let all: UnsafeMutableBufferPointer<Element>
    private let count: Int

    init(count: Int) {
        self.count = count
        let capacity = count + 2 * Self.guardCount
        let first = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        first.initialize(repeating: Element.canary, count: capacity)
        all = UnsafeMutableBufferPointer(start: first, count: capacity)
        start = first + Self.guardCount
    }

    deinit { all.deallocate() }

    var values: [Element] { Array(UnsafeBufferPointer(start: start, count: count)) }

    var isIntact: Bool {
        all.prefix(Self.guardCount).allSatisfy(\.isCanary) && all.suffix(Self.guardCount).allSatisfy(\.isCanary)
    }

    /// Whether an element was written.
    func isWritten(_ index: Int) -> Bool { !start[index].isCanary }
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
