/// The first bytes of an HDF5 file, as far as they tell whether it is one and whether all of it is there.
///
/// Layout: HDF5 File Format Specification 3.0, section II.A. libhdf5 checks the same, but gives one answer for every
/// kind of failure.
enum HDF5Superblock {
    /// The longest superblock of any version, without its optional parts.
    static let maximumByteCount = 96

    /// Where the version of the superblock stands, behind the signature.
    private static let versionOffset = 8
    private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Throws unless a file that begins with `start` is in HDF5 format and `fileByteCount` is what it says; gives the
    /// address of the root group, or 0 where it has none. Offsets in errors count from the beginning of `start`.
    static func check(_ start: [UInt8], fileByteCount: Int) throws(HDF5Error) -> Int {
        guard !start.isEmpty else { throw HDF5Error(.notHDF5, "is empty", byteOffset: 0) }
        guard !start.starts(with: [0x50, 0x4B]) else {
            throw HDF5Error(.zipArchive, "is a zip archive, not an HDF5 file", byteOffset: 0)
        }
        guard start.starts(with: signature) else {
            guard !signature.starts(with: start) else {
                throw truncated(to: start.count)
            }
            throw HDF5Error(.notHDF5, "is not an HDF5 file", byteOffset: 0)
        }
        // Version 1 has four bytes more than version 0 in front of the addresses.
        let fields: (offsetSize: Int, endOfFile: Int, root: Int)? =
            switch start.dropFirst(versionOffset).first {
            case 0: (13, 40, 64)
            case 1: (13, 44, 68)
            case 2, 3: (9, 28, 36)
            default: nil
            }
        guard let fields else {
            guard start.count > versionOffset else { throw truncated(to: start.count) }
            throw HDF5Error(
                .badContents, "is in a version of the HDF5 format that is not known", byteOffset: versionOffset)
        }
        guard start.count >= fields.root + 8 else {
            throw truncated(to: start.count)
        }
        guard start[fields.offsetSize] == 8, start[fields.offsetSize + 1] == 8 else {
            throw HDF5Error(
                .badContents, "has addresses or lengths of other than 8 bytes, which Keras does not write",
                byteOffset: fields.offsetSize)
        }
        func address(at offset: Int) -> UInt64 {
            start[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        let end = address(at: fields.endOfFile)
        guard end <= UInt64(fileByteCount) else {
            throw HDF5Error(
                .truncated, "is truncated: it should have \(end) bytes and has \(fileByteCount)",
                byteOffset: fileByteCount)
        }
        let root = address(at: fields.root)
        return root < end ? Int(root) : 0
    }

    private static func truncated(to byteCount: Int) -> HDF5Error {
        HDF5Error(.truncated, "ends after \(byteCount) bytes", byteOffset: byteCount)
    }
}
