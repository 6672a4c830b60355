import ModelIR

/// The element type of a `.npy` file, as its `descr` names it.
///
/// Format: https://numpy.org/doc/stable/reference/arrays.interface.html (`typestr`).
struct NumPyType: Hashable {
    /// How the bytes of a stored element become an element of a tensor.
    enum Conversion: Hashable {
        /// They already are one.
        case none
        /// uint16 to int32, which holds every value.
        case widenUInt16
        /// uint32 to int64, which holds every value.
        case widenUInt32
        /// uint64 to int64, for values that it holds.
        case narrowUInt64
    }

    /// Bytes of one stored element.
    let byteCount: Int
    let isBigEndian: Bool
    /// The type of the tensor's elements.
    let elementType: ElementType
    let conversion: Conversion

    /// Reads a type string, `<f4` for example.
    init(descriptor: String) throws(NumPyError) {
        let bytes = Array(descriptor.utf8)
        guard bytes.count >= 2, let order = bytes.first, [60, 61, 62, 124].contains(order) else {
            throw NumPyError(.malformed, "'\(descriptor.prefix(40))' is not an element type")
        }
        let isBigEndian = order == UInt8(ascii: ">")
        switch bytes.dropFirst() {
        case "f2": self.init(2, isBigEndian, .float16)
        case "f4": self.init(4, isBigEndian, .float32)
        case "f8": self.init(8, isBigEndian, .float64)
        case "i1": self.init(1, isBigEndian, .int8)
        case "i2": self.init(2, isBigEndian, .int16)
        case "i4": self.init(4, isBigEndian, .int32)
        case "i8": self.init(8, isBigEndian, .int64)
        case "u1": self.init(1, isBigEndian, .uint8)
        case "b1": self.init(1, isBigEndian, .bool)
        case "u2": self.init(2, isBigEndian, .int32, .widenUInt16)
        case "u4": self.init(4, isBigEndian, .int64, .widenUInt32)
        case "u8": self.init(8, isBigEndian, .int64, .narrowUInt64)
        default:
            throw NumPyError(
                .unsupported,
                "elements of type '\(descriptor.prefix(40))' cannot go into a model; convert them with "
                    + "astype('float32') before saving")
        }
    }

    private init(
        _ byteCount: Int, _ isBigEndian: Bool, _ elementType: ElementType, _ conversion: Conversion = .none
    ) {
        self.byteCount = byteCount
        self.isBigEndian = isBigEndian
        self.elementType = elementType
        self.conversion = conversion
    }

    /// The type string of a little-endian array of `type`.
    static func descriptor(of type: ElementType) -> String {
        switch type {
        case .float16: "<f2"
        case .float32: "<f4"
        case .float64: "<f8"
        case .int8: "|i1"
        case .uint8: "|u1"
        case .int16: "<i2"
        case .int32: "<i4"
        case .int64: "<i8"
        case .bool: "|b1"
        }
    }
}

private func ~= (pattern: StaticString, bytes: ArraySlice<UInt8>) -> Bool {
    pattern.withUTF8Buffer { bytes.elementsEqual($0) }
}
