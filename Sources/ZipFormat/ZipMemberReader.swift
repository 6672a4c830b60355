import CZip

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The unpacked bytes of a member of an archive, from front to back.
package final class ZipMemberReader {
    private let file: OpaquePointer

    init(_ file: OpaquePointer) { self.file = file }

    deinit { _ = zip.zip_fclose(file) }

    /// Fills `destination` with the next bytes.
    package func fill(_ destination: UnsafeMutableRawBufferPointer) throws(ZipError) {
        var filled = 0
        while filled < destination.count {
            let read = zip.zip_fread(
                file, destination.baseAddress?.advanced(by: filled), UInt64(destination.count - filled))
            guard read > 0 else {
                throw ZipError(.malformed, "is damaged: its data ends early or does not unpack")
            }
            filled += Int(read)
        }
    }

    /// Moves to `offset`, which only works in a stored member; tells whether it did.
    package func seek(to offset: Int) -> Bool { zip.zip_fseek(file, Int64(offset), SEEK_SET) == 0 }

    /// Throws unless all bytes were read, and were those that the checksum was made of.
    package func finish() throws(ZipError) {
        // libzip compares the checksum when it meets the end.
        var extra: UInt8 = 0
        guard zip.zip_fread(file, &extra, 1) == 0 else {
            throw ZipError(.malformed, "is damaged: its checksum or its length is wrong")
        }
    }
}
