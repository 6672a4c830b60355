/// Zip archives whose directory may lie.
struct ZipWriter {
    struct Member {
        let name: String
        let contents: [UInt8]
        /// Whether it is said to be deflated; the contents are written as they are.
        var isDeflated = false
        /// The size that is claimed for what it unpacks to; the contents' own where it is nil.
        var claimedByteCount: UInt32?
    }

    /// An archive of `members`.
    static func archive(_ members: [Member]) -> [UInt8] {
        var (archive, directory): ([UInt8], [UInt8]) = ([], [])
        for member in members {
            let method: UInt16 = member.isDeflated ? 8 : 0
            let count = UInt32(member.contents.count)
            var common = number(20 as UInt16) + number(0 as UInt16) + number(method)
            common += number(0 as UInt32) + number(checksum(member.contents)) + number(count)
            common += number(member.claimedByteCount ?? count) + number(UInt16(member.name.utf8.count)) + [0, 0]
            directory += [0x50, 0x4B, 1, 2, 20, 0] + common + [UInt8](repeating: 0, count: 10)
            directory += number(UInt32(archive.count)) + Array(member.name.utf8)
            archive += [0x50, 0x4B, 3, 4] + common + Array(member.name.utf8) + member.contents
        }
        let end = number(UInt16(members.count)) + number(UInt16(members.count)) + number(UInt32(directory.count))
        return archive + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + end + number(UInt32(archive.count)) + [0, 0]
    }

    /// ISO 3309, polynomial 0xEDB88320.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var state = UInt32.max
        for byte in bytes {
            state ^= UInt32(byte)
            for _ in 0..<8 { state = state & 1 == 1 ? state >> 1 ^ 0xEDB8_8320 : state >> 1 }
        }
        return ~state
    }

    private static func number<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
