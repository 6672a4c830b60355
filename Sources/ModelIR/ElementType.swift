/// The type of one element of a tensor.
public enum ElementType: String, Sendable, Hashable, CaseIterable, Codable {
    case float16, float32, float64
    case int8, uint8, int16, int32, int64
    case bool

    /// Bytes that one element takes.
    public var byteCount: Int {
        switch self {
        case .int8, .uint8, .bool: 1
        case .float16, .int16: 2
        case .float32, .int32: 4
        case .float64, .int64: 8
        }
    }

    /// Whether values are IEEE 754 numbers.
    public var isFloatingPoint: Bool {
        switch self {
        case .float16, .float32, .float64: true
        case .int8, .uint8, .int16, .int32, .int64, .bool: false
        }
    }

    /// Whether every number of this type can be stored as `other`.
    package func widens(to other: ElementType) -> Bool {
        switch (self, other) {
        case (.uint8, .int16), (.uint8, .int32), (.uint8, .int64), (.int8, .int16), (.int8, .int32), (.int8, .int64),
            (.int16, .int32), (.int16, .int64), (.int32, .int64), (.float32, .float64), (.float16, .float64):
            true
        default: self == other
        }
    }
}
