import ModelIR

/// Arrays of strings: `<U7` (UTF-32 of a fixed length) and `|S7` (bytes of a fixed length), both padded with zeros.
enum NPYStrings {
    /// The most bytes that such an array may take.
    private static let byteLimit = 1 << 24

    /// All elements in row-major order.
    static func decode(_ stream: any NPYStream) throws(NumPyError) -> [String] {
        let layout = try stream.start().withUnsafeBytes { (bytes) throws(NumPyError) in try NPYLayout(bytes) }
        let descriptor = layout.header.descriptor
        guard let (length, width, isBigEndian) = parse(descriptor) else {
            throw NumPyError(
                .unsupported, "has elements of type '\(descriptor.prefix(40))', not text; save a list of strings")
        }
        let count = try layout.elementCount(elementByteCount: length * width, fileByteCount: stream.byteCount)
        guard count * length * width <= byteLimit else { throw NumPyError(.tooLarge, "takes too much room for names") }
        guard length > 0 else { return Array(repeating: "", count: count) }
        let bytes = try Memory(byteCount: count * length * width) { (bytes) throws(NumPyError) in
            try stream.read(from: layout.dataOffset, into: bytes)
        }
        return bytes.withUnsafeBytes { bytes in
            (0..<count).map { index in
                let element = bytes[index * length * width..<(index + 1) * length * width]
                guard width == 4 else { return String(decoding: element.prefix { $0 != 0 }, as: UTF8.self) }
                let units = stride(from: element.startIndex, to: element.endIndex, by: 4).map { start in
                    let unit = bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)
                    return isBigEndian ? UInt32(bigEndian: unit) : UInt32(littleEndian: unit)
                }
                return String(decoding: units.prefix { $0 != 0 }, as: UTF32.self)
            }
        }
    }

    /// The characters of an element, the bytes of a character, and the byte order.
    private static func parse(_ descriptor: String) -> (length: Int, width: Int, isBigEndian: Bool)? {
        let characters = Array(descriptor)
        guard characters.count >= 3, let length = Int(String(characters[2...])), (0...1 << 20).contains(length) else {
            return nil
        }
        switch characters[1] {
        case "U": return (length, 4, characters[0] == ">")
        case "S": return (length, 1, false)
        default: return nil
        }
    }
}
