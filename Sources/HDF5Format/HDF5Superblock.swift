/// The first bytes of an HDF5 file, as far as they tell whether it is one and whether all of it is there.
///
/// Layout: HDF5 File Format Specification 3.0, section II.A. libhdf5 checks the same, but gives one answer for every
/// kind of failure.
enum HDF5Superblock {
    /// The longest superblock of any version, without its optional parts.
    static let maximumByteCount = 96

    private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Throws unless a file that begins with `start` is in HDF5 format and `fileByteCount` is what it says.
    static func check(_ start: [UInt8], fileByteCount: Int) throws(HDF5Error) {
        guard !start.isEmpty else { throw HDF5Error(.notHDF5, "is empty") }
        guard !start.starts(with: [0x50, 0x4B]) else {
            throw HDF5Error(.zipArchive, "is a zip archive, not an HDF5 file")
        }
        guard start.starts(with: signature) else {
            guard !signature.starts(with: start) else {
                throw HDF5Error(.truncated, "ends after \(start.count) bytes")
            }
            throw HDF5Error(.notHDF5, "is not an HDF5 file")
        }
        // Version 1 has four bytes more than version 0 in front of the addresses.
        let fields: (offsetSize: Int, endOfFile: Int)? =
            switch start.dropFirst(8).first {
            case 0: (13, 40)
            case 1: (13, 44)
            case 2, 3: (9, 28)
            default: nil
            }
        guard let fields else {
            guard start.count > 8 else { throw HDF5Error(.truncated, "ends after \(start.count) bytes") }
            throw HDF5Error(.badContents, "is in a version of the HDF5 format that is not known")
        }
        guard start.count >= fields.endOfFile + 8 else {
            throw HDF5Error(.truncated, "ends after \(start.count) bytes")
        }
        guard start[fields.offsetSize] == 8, start[fields.offsetSize + 1] == 8 else {
            throw HDF5Error(.badContents, "has addresses or lengths of other than 8 bytes, which Keras does not write")
        }
        let end = start[fields.endOfFile..<fields.endOfFile + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard end <= UInt64(fileByteCount) else {
            throw HDF5Error(.truncated, "is truncated: it should have \(end) bytes and has \(fileByteCount)")
        }
    }
}
