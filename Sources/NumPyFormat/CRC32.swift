/// The checksum of zip archives (ISO 3309, polynomial 0xEDB88320), four bytes at a time.
struct CRC32 {
    private static let tables: [[UInt32]] = {
        var tables = [
            (0..<256).map { (index: UInt32) in
                (0..<8).reduce(index) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
            }
        ]
        for _ in 1..<4 { tables.append(tables[tables.count - 1].map { $0 >> 8 ^ tables[0][Int($0 & 0xFF)] }) }
        return tables
    }()

    private var state: UInt32 = .max

    /// The checksum of everything so far.
    var value: UInt32 { ~state }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let (t0, t1, t2, t3) = (Self.tables[0], Self.tables[1], Self.tables[2], Self.tables[3])
        let wordCount = bytes.count / 4
        for word in 0..<wordCount {
            let x = state ^ UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: word * 4, as: UInt32.self))
            state = t3[Int(x & 0xFF)] ^ t2[Int(x >> 8 & 0xFF)] ^ t1[Int(x >> 16 & 0xFF)] ^ t0[Int(x >> 24)]
        }
        for byte in bytes[(wordCount * 4)...] { state = state >> 8 ^ t0[Int((state ^ UInt32(byte)) & 0xFF)] }
    }
}
