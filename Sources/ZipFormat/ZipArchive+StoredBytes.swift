package import ModelIR

extension ZipArchive {
    /// Where the bytes of the stored member `name` lie in `archive`, the archive's own bytes; nil where it is compressed,
    /// not there once, or not to be found that way.
    ///
    /// libzip does not tell where a member lies, and copies what it reads. Layout: APPNOTE.TXT 6.3 of PKWARE, sections
    /// 4.3.7 (local headers), 4.3.12 (directory) and 4.3.14 to 4.3.16 (its end).
    package static func storedRange(of name: String, in archive: Memory) -> Range<Int>? {
        archive.withUnsafeBytes { MemberFinder(bytes: $0).storedRange(of: Array(name.utf8)) }
    }

    /// Where the member `name` starts, with the header in front of it, or the entry that should tell; nil where there is
    /// none.
    package static func start(of name: String, in archive: Memory) -> Int? {
        archive.withUnsafeBytes { MemberFinder(bytes: $0).start(of: Array(name.utf8)) }
    }

    /// Where the record stands that ends the directory, and the archive; where the file ends if there is none.
    package static func endOfDirectory(in archive: Memory) -> Int {
        archive.withUnsafeBytes { MemberFinder(bytes: $0).endOfDirectory() } ?? archive.byteCount
    }
}

/// Reads the directory of an archive, whose numbers are not trusted.
private struct MemberFinder {
    let bytes: UnsafeRawBufferPointer

    private enum Signature {
        static let localHeader = 0x0403_4B50
        static let directoryEntry = 0x0201_4B50
        static let endOfDirectory = 0x0605_4B50
        static let endOfDirectory64 = 0x0606_4B50
        static let locator64 = 0x0706_4B50
    }

    private static let endByteCount = 22
    private static let locator64ByteCount = 20
    private static let end64ByteCount = 56
    private static let entryByteCount = 46
    private static let localHeaderByteCount = 30
    /// The longest comment that can follow the end of the directory.
    private static let maximumCommentByteCount = 0xFFFF
    /// What a field of two or four bytes has where the number stands in the zip64 extra field instead.
    private static let (elsewhere16, elsewhere32) = (0xFFFF, 0xFFFF_FFFF)
    private static let zip64Tag = 1

    func storedRange(of name: [UInt8]) -> Range<Int>? {
        guard let entries = entries(named: name), entries.count == 1, entries[0].isStored else { return nil }
        return data(of: entries[0])
    }

    func start(of name: [UInt8]) -> Int? {
        entries(named: name)?.first.map { entry in
            guard let start = numbers(of: entry)?.start, number(at: start, 4) == Signature.localHeader else {
                return entry.offset
            }
            return start
        }
    }

    /// What the directory says of a member.
    private struct Entry {
        var offset: Int
        var isStored: Bool
        var extra: Range<Int>
    }

    /// The entries of this name; nil where the directory cannot be read.
    private func entries(named name: [UInt8]) -> [Entry]? {
        guard let directory = directory() else { return nil }
        var offset = directory.offset
        var found: [Entry] = []
        for _ in 0..<directory.count {
            guard number(at: offset, 4) == Signature.directoryEntry, let method = number(at: offset + 10, 2),
                let flags = number(at: offset + 8, 2), let nameLength = number(at: offset + 28, 2),
                let extraLength = number(at: offset + 30, 2), let commentLength = number(at: offset + 32, 2)
            else { return nil }
            let nameStart = offset + Self.entryByteCount
            let nameEnd = nameStart + nameLength
            let end = nameEnd + extraLength + commentLength
            guard end <= bytes.count else { return nil }
            if bytes[nameStart..<nameEnd].elementsEqual(name) {
                let isEncrypted = flags & 1 != 0
                found.append(
                    Entry(
                        offset: offset, isStored: method == 0 && !isEncrypted, extra: nameEnd..<nameEnd + extraLength))
            }
            offset = end
        }
        return found
    }

    func endOfDirectory() -> Int? {
        let last = bytes.count - Self.endByteCount
        return stride(from: last, through: max(0, last - Self.maximumCommentByteCount), by: -1)
            .first { number(at: $0, 4) == Signature.endOfDirectory }
    }

    /// Where the directory begins, and how many entries it has.
    private func directory() -> (offset: Int, count: Int)? {
        guard let end = endOfDirectory(), let count = number(at: end + 10, 2), let offset = number(at: end + 16, 4)
        else { return nil }
        guard count == Self.elsewhere16 || offset == Self.elsewhere32 else { return (offset, count) }
        let locator = end - Self.locator64ByteCount
        guard locator >= 0, number(at: locator, 4) == Signature.locator64, let end64 = number(at: locator + 8, 8),
            end64 <= bytes.count - Self.end64ByteCount, number(at: end64, 4) == Signature.endOfDirectory64,
            let count64 = number(at: end64 + 32, 8), let offset64 = number(at: end64 + 48, 8), offset64 <= bytes.count,
            count64 <= bytes.count / Self.entryByteCount
        else { return nil }
        return (offset64, count64)
    }

    private func numbers(of entry: Entry) -> (byteCount: Int, packedByteCount: Int, start: Int)? {
        guard let packed = number(at: entry.offset + 20, 4), let size = number(at: entry.offset + 24, 4),
            let header = number(at: entry.offset + 42, 4)
        else { return nil }
        var numbers = [size, packed, header]
        // Those of the three that do not fit stand in the extra field, in this order.
        if numbers.contains(Self.elsewhere32) {
            guard var field = zip64Field(in: entry.extra) else { return nil }
            for index in numbers.indices where numbers[index] == Self.elsewhere32 {
                guard field.count >= 8, let value = number(at: field.lowerBound, 8) else { return nil }
                numbers[index] = value
                field = field.lowerBound + 8..<field.upperBound
            }
        }
        return (numbers[0], numbers[1], numbers[2])
    }

    private func data(of entry: Entry) -> Range<Int>? {
        guard let (byteCount, packedByteCount, start) = numbers(of: entry), byteCount == packedByteCount,
            start <= bytes.count - Self.localHeaderByteCount, number(at: start, 4) == Signature.localHeader,
            let nameLength = number(at: start + 26, 2), let extraLength = number(at: start + 28, 2)
        else { return nil }
        let data = start + Self.localHeaderByteCount + nameLength + extraLength
        guard data <= bytes.count, byteCount <= bytes.count - data else { return nil }
        return data..<data + byteCount
    }

    private func zip64Field(in extra: Range<Int>) -> Range<Int>? {
        var offset = extra.lowerBound
        while offset + 4 <= extra.upperBound, let tag = number(at: offset, 2), let length = number(at: offset + 2, 2) {
            let field = offset + 4..<offset + 4 + length
            guard field.upperBound <= extra.upperBound else { return nil }
            if tag == Self.zip64Tag { return field }
            offset = field.upperBound
        }
        return nil
    }

    /// The number in `byteCount` bytes, lowest first; nil where they are not all there, or it is too large.
    private func number(at offset: Int, _ byteCount: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - byteCount else { return nil }
        let value = bytes[offset..<offset + byteCount].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(exactly: value)
    }
}
