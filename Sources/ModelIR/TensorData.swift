#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The elements of a tensor: typed, immutable, row-major, little-endian; cheap to copy because copies share memory.
public struct TensorData: Sendable {
    /// The type of every element.
    public let type: ElementType
    /// The number of elements.
    public let count: Int

    let memory: Memory
    private let offset: Int

    /// A view of `count` elements that start `offset` bytes into `memory`.
    ///
    /// The range must lie inside the memory and `offset` must be a multiple of the element's size.
    package init(type: ElementType, count: Int, memory: Memory, offset: Int = 0) {
        precondition(count >= 0 && offset >= 0 && offset + count * type.byteCount <= memory.byteCount)
        self.type = type
        self.count = count
        self.memory = memory
        self.offset = offset
    }

    /// Elements that `initialize` writes straight into place.
    package init<E: Error>(
        type: ElementType, count: Int,
        initializingWith initialize: (UnsafeMutableRawBufferPointer) throws(E) -> Void
    ) throws(E) {
        let memory = try Memory(byteCount: count * type.byteCount, initializingWith: initialize)
        self.init(type: type, count: count, memory: memory)
    }

    /// The bytes of all elements, valid during the call.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try memory.withUnsafeBytes { (bytes) throws(Failure) in
            try body(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + byteCount]))
        }
    }

    /// Tells the system that the elements will hardly be read again; see ``Memory/giveUpPages(of:)``.
    package func giveUpPages() { memory.giveUpPages(of: offset..<offset + byteCount) }

    /// Bytes that all elements take together.
    public var byteCount: Int { count * type.byteCount }

    /// Whether both hold the same type and the same bytes.
    package func isIdentical(to other: TensorData) -> Bool { type == other.type && hasSameBytes(as: other) }

    /// Whether both hold the same bytes, whatever types they stand for.
    package func hasSameBytes(as other: TensorData) -> Bool {
        withUnsafeBytes { mine in
            other.withUnsafeBytes { theirs in
                guard mine.count == theirs.count else { return false }
                guard let start = mine.baseAddress, let otherStart = theirs.baseAddress else { return true }
                return memcmp(start, otherStart, mine.count) == 0
            }
        }
    }
}

/// A Swift type that can be an element of a tensor.
public protocol TensorElement: BitwiseCopyable, Sendable {
    /// The name of this type in a model.
    static var elementType: ElementType { get }
}

extension Float: TensorElement {
    /// The name of this type in a model.
    public static var elementType: ElementType { .float32 }
}

extension Double: TensorElement {
    /// The name of this type in a model.
    public static var elementType: ElementType { .float64 }
}

extension Int8: TensorElement {
    /// The name of this type in a model.
    public static var elementType: ElementType { .int8 }
}

extension UInt8: TensorElement {
    /// The name of this type in a model.
    public static var elementType: ElementType { .uint8 }
}

extension Int16: TensorElement {
    /// The name of this type in a model.
    public static var elementType: ElementType { .int16 }
}

extension Int32: TensorElement {
    /// The name of this type in a model.
    public static var elementType: ElementType { .int32 }
}

extension Int64: TensorElement {
    /// The name of this type in a model.
    public static var elementType: ElementType { .int64 }
}

extension TensorData {
    /// A copy of `elements`.
    public init<Element: TensorElement>(_ elements: [Element]) {
        self.init(type: Element.elementType, count: elements.count) { destination in
            elements.withUnsafeBytes { destination.copyMemory(from: $0) }
        }
    }

    /// The elements, valid during the call; `Element` must be the type that is stored.
    package func withElements<Element: TensorElement, Result, Failure: Error>(
        _: Element.Type, _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(type == Element.elementType, "elements are \(type), not \(Element.elementType)")
        return try withUnsafeBytes { (bytes) throws(Failure) in try body(bytes.assumingMemoryBound(to: Element.self)) }
    }

    /// A copy of the elements as a Swift array; `Element` must be the type that is stored.
    public func elements<Element: TensorElement>(as _: Element.Type) -> [Element] {
        withElements(Element.self) { Array($0) }
    }

    /// The elements converted to float32, whatever is stored.
    public func floats() -> [Float] {
        switch type {
        case .float32: elements(as: Float.self)
        case .float64: withElements(Double.self) { $0.map { Float($0) } }
        case .float16: withUnsafeBytes { bytes in bytes.bindMemory(to: UInt16.self).map(Float.init(float16Bits:)) }
        case .int8: withElements(Int8.self) { $0.map { Float($0) } }
        case .uint8: withElements(UInt8.self) { $0.map { Float($0) } }
        case .int16: withElements(Int16.self) { $0.map { Float($0) } }
        case .int32: withElements(Int32.self) { $0.map { Float($0) } }
        case .int64: withElements(Int64.self) { $0.map { Float($0) } }
        case .bool: withUnsafeBytes { $0.map { $0 == 0 ? 0 : 1 } }
        }
    }

    /// The elements as integers, for shapes, axes and paddings; nil where the type is not an integer.
    package func integers() -> [Int]? {
        switch type {
        case .int8: withElements(Int8.self) { $0.map { Int($0) } }
        case .uint8: withElements(UInt8.self) { $0.map { Int($0) } }
        case .int16: withElements(Int16.self) { $0.map { Int($0) } }
        case .int32: withElements(Int32.self) { $0.map { Int($0) } }
        case .int64: withElements(Int64.self) { $0.map { Int($0) } }
        case .float16, .float32, .float64, .bool: nil
        }
    }
}
