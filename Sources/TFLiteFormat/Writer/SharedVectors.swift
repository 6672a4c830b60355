import CFlatBuffers

/// Vectors and tables that are written once, however many tables refer to them.
struct SharedVectors {
    private let builder: BufferBuilder
    private var integers: [[Int32]: FBOffset] = [:]
    private var longs: [[Int64]: FBOffset] = [:]
    private var floats: [[UInt32]: FBOffset] = [:]
    private var options: [EncodedOptions: FBOffset] = [:]

    init(_ builder: BufferBuilder) { self.builder = builder }

    mutating func offset(of elements: [Int32]) -> FBOffset {
        if let offset = integers[elements] { return offset }
        let offset = builder.add(elements)
        integers[elements] = offset
        return offset
    }

    mutating func offset(of elements: [Int64]) -> FBOffset {
        if let offset = longs[elements] { return offset }
        let offset = builder.add(elements)
        longs[elements] = offset
        return offset
    }

    /// Equal means the same bits, so that -0 stays -0.
    mutating func offset(of elements: [Float]) -> FBOffset {
        let bits = elements.map(\.bitPattern)
        if let offset = floats[bits] { return offset }
        let offset = builder.add(elements)
        floats[bits] = offset
        return offset
    }

    mutating func offset(of table: EncodedOptions) throws(TFLiteError) -> FBOffset {
        if let offset = options[table] { return offset }
        var vectors: [UInt16: FBOffset] = [:]
        var numbers: [UInt16: Int32] = [:]
        for field in table.fields {
            switch field.content {
            case .integers(let values): vectors[field.number] = offset(of: try values.asInt32())
            case .int32(let value, _): numbers[field.number] = try [value].asInt32()[0]
            case .bool, .int8, .float: break
            }
        }
        let offset = builder.table { fields in
            for field in table.fields {
                switch field.content {
                case .bool(let value): fields.set(field, bool: value)
                case .int8(let value): fields.set(field, int8: value)
                case .float(let value): fields.set(field, float: value)
                case .int32(_, let otherwise):
                    fields.set(field, int32: numbers[field.number] ?? 0, otherwise: otherwise)
                case .integers: fields.set(field, vectors[field.number])
                }
            }
        }
        options[table] = offset
        return offset
    }
}

extension Sequence<Int> {
    /// The same numbers as the format's 32-bit integers.
    func asInt32() throws(TFLiteError) -> [Int32] {
        var result: [Int32] = []
        for number in self {
            guard let narrowed = Int32(exactly: number) else {
                throw TFLiteError(.tooLarge, "the number \(number) does not fit into the format's 32 bits")
            }
            result.append(narrowed)
        }
        return result
    }
}
