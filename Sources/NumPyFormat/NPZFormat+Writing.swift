package import ModelIR

extension NPZFormat {
    /// Calls `body` with the bytes of an archive of `arrays` in order of their names, in pieces that follow one another.
    ///
    /// Entries are stored, not compressed, and dated 1980-01-01, so that the same arrays give the same bytes. The
    /// elements are not copied.
    package static func withEncodedBytes<Result>(
        of arrays: [String: Tensor], _ body: ([UnsafeRawBufferPointer]) throws(NumPyError) -> Result
    ) throws(NumPyError) -> Result {
        var encoder = ZipEncoder()
        for (name, tensor) in arrays.sorted(by: { $0.key < $1.key }) {
            do throws(NumPyError) {
                try encoder.add(name: name + ".npy", header: NPYFormat.header(for: tensor), data: tensor.data)
            } catch {
                throw error.located(at: "array '\(name)'")
            }
        }
        return try encoder.withBytes(body)
    }
}

/// Lays out a zip archive of stored entries (PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16).
private struct ZipEncoder {
    private var pieces: [TensorData] = []
    private var directory: [UInt8] = []
    private var entryCount = 0
    private var byteCount = 0

    mutating func add(name: String, header: [UInt8], data: TensorData) throws(NumPyError) {
        let entrySize = header.count + data.byteCount
        let nameBytes = Array(name.utf8)
        guard nameBytes.count <= 0xFFFF, entryCount < 0xFFFF else {
            throw NumPyError(.tooLarge, "a .npz file cannot hold so long a name or so many arrays")
        }
        // The directory, too, must lie within the reach of a 32-bit offset.
        guard byteCount + entrySize + directory.count + 2 * nameBytes.count + 128 < 0xFFFF_FFFF else {
            throw NumPyError(.tooLarge, "a .npz file cannot hold more than 4 GiB; write fewer arrays or samples")
        }
        var checksum = CRC32()
        header.withUnsafeBytes { checksum.update($0) }
        data.withUnsafeBytes { checksum.update($0) }

        var common: [UInt8] = []
        common.append(20, bytes: 2)  // version needed to extract: 2.0
        common.append(0x0800, bytes: 2)  // the name is UTF-8
        common.append(0, bytes: 2)  // stored
        common.append(0, bytes: 2)  // midnight
        common.append(1 << 5 | 1, bytes: 2)  // 1980-01-01
        common.append(Int(checksum.value), bytes: 4)
        common.append(entrySize, bytes: 4)
        common.append(entrySize, bytes: 4)
        common.append(nameBytes.count, bytes: 2)
        common.append(0, bytes: 2)  // length of extra fields

        let local: [UInt8] = [0x50, 0x4B, 3, 4] + common + nameBytes + header
        directory += [0x50, 0x4B, 1, 2]
        directory.append(20, bytes: 2)  // version made by: 2.0, MS-DOS attributes
        directory += common
        directory.append(0, bytes: 2)  // length of the comment
        directory.append(0, bytes: 2)  // disk
        directory.append(0, bytes: 2)  // internal attributes
        directory.append(0, bytes: 4)  // external attributes
        directory.append(byteCount, bytes: 4)  // offset of the local header
        directory += nameBytes

        pieces += [TensorData(local), data]
        byteCount += local.count + data.byteCount
        entryCount += 1
    }

    consuming func withBytes<Result>(
        _ body: ([UnsafeRawBufferPointer]) throws(NumPyError) -> Result
    ) throws(NumPyError) -> Result {
        var end: [UInt8] = [0x50, 0x4B, 5, 6]
        end.append(0, bytes: 4)  // disks
        end.append(entryCount, bytes: 2)
        end.append(entryCount, bytes: 2)
        end.append(directory.count, bytes: 4)
        end.append(byteCount, bytes: 4)
        end.append(0, bytes: 2)  // length of the comment
        pieces.append(TensorData(directory + end))
        return try Self.gather(pieces[...], [], body)
    }

    /// Nests the calls that lend each piece's bytes, so that all are valid when `body` runs.
    private static func gather<Result>(
        _ pieces: ArraySlice<TensorData>, _ chunks: [UnsafeRawBufferPointer],
        _ body: ([UnsafeRawBufferPointer]) throws(NumPyError) -> Result
    ) throws(NumPyError) -> Result {
        guard let piece = pieces.first else { return try body(chunks) }
        return try piece.withUnsafeBytes { (bytes) throws(NumPyError) in
            try gather(pieces.dropFirst(), chunks + [bytes], body)
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ value: Int, bytes count: Int) {
        for index in 0..<count { append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    }
}
