import ModelIR

/// The schema's numbers for element types; those without a counterpart in the graph are only there to be named.
enum TensorType: Int8, Sendable, CaseIterable {
    case float32, float16, int32, uint8, int64, string, bool, int16, complex64, int8, float64, complex128, uint64
    case resource, variant, uint32, uint16, int4, bfloat16, int2, uint4

    init(_ type: ElementType) {
        switch type {
        case .float16: self = .float16
        case .float32: self = .float32
        case .float64: self = .float64
        case .int8: self = .int8
        case .uint8: self = .uint8
        case .int16: self = .int16
        case .int32: self = .int32
        case .int64: self = .int64
        case .bool: self = .bool
        }
    }

    /// The graph's type, or nil where it has none.
    var elementType: ElementType? {
        switch self {
        case .float16: .float16
        case .float32: .float32
        case .float64: .float64
        case .int8: .int8
        case .uint8: .uint8
        case .int16: .int16
        case .int32: .int32
        case .int64: .int64
        case .bool: .bool
        case .string, .complex64, .complex128, .uint64, .resource, .variant, .uint32, .uint16, .int4, .bfloat16,
            .int2, .uint4:
            nil
        }
    }
}
