import ModelIR

/// Arrays of strings: `<U7` (UTF-32 of a fixed length) and `|S7` (bytes of a fixed length), both padded with zeros.
enum NPYStrings {
    /// The most bytes that such an array may take.
    private static let byteLimit = 1 << 24

    /// All elements in row-major order.
    static func decode(_ stream: any NPYStream) throws(NumPyError) -> [String] {
        let start = try stream.start()
        let (offset, count, length, width, isBigEndian): (Int, Int, Int, Int, Bool)
        do throws(NumPyError) {
            let layout = try start.withUnsafeBytes { (bytes) throws(NumPyError) in try NPYLayout(bytes) }
            (length, width, isBigEndian) = try parse(layout.header.descriptor)
            count = try layout.elementCount(elementByteCount: length * width, fileByteCount: stream.byteCount)
            guard count * length * width <= byteLimit else {
                throw NumPyError(.tooLarge, "takes too much room for names")
            }
            offset = layout.dataOffset
        } catch {
            throw error.located(at: stream.location)
        }
        guard length > 0 else { return Array(repeating: "", count: count) }
        let bytes = try Memory(byteCount: count * length * width) { (bytes) throws(NumPyError) in
            try stream.read(from: offset, into: bytes)
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
    private static func parse(
        _ descriptor: String
    ) throws(NumPyError) -> (length: Int, width: Int, isBigEndian: Bool) {
        let characters = Array(descriptor)
        if characters.count >= 3, let length = Int(String(characters[2...])), (0...1 << 20).contains(length) {
            switch characters[1] {
            case "U": return (length, 4, characters[0] == ">")
            case "S": return (length, 1, false)
            default: break
            }
        }
        throw NumPyError(
            .unsupported, "has elements of type '\(descriptor.prefix(40))', not text; save a list of strings")
    }
}
