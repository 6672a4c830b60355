import ModelIR

/// The bytes that a model's buffers hold, equal ones once. Buffer 0 is empty and belongs to everything that has none.
struct ConstantPool {
    /// The content of buffers 1, 2, ...
    private(set) var contents: [TensorData] = []
    /// Buffers by what is quick to compare; only those that agree in it are compared byte by byte.
    private var candidates: [Fingerprint: [Int]] = [:]

    private struct Fingerprint: Hashable {
        let byteCount: Int
        let first: UInt64
        let middle: UInt64
        let last: UInt64

        init(_ bytes: UnsafeRawBufferPointer) {
            func word(at position: Int) -> UInt64 {
                var word: UInt64 = 0
                for byte in bytes[position..<min(position + 8, bytes.count)] { word = word << 8 | UInt64(byte) }
                return word
            }
            byteCount = bytes.count
            first = word(at: 0)
            middle = word(at: bytes.count / 2)
            last = word(at: max(0, bytes.count - 8))
        }
    }

    /// The number of the buffer that holds these bytes.
    mutating func buffer(for data: TensorData) -> UInt32 {
        let fingerprint = data.withUnsafeBytes { Fingerprint($0) }
        for candidate in candidates[fingerprint] ?? [] where data.hasSameBytes(as: contents[candidate]) {
            return UInt32(candidate + 1)
        }
        contents.append(data)
        candidates[fingerprint, default: []].append(contents.count - 1)
        return UInt32(contents.count)
    }
}
