package import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Files read by mapping them into memory.
package enum MappedFile {
    /// The bytes of the regular file at `path`, mapped read-only; pages are read when they are first touched.
    package static func bytes(of path: String) throws(FileError) -> Memory {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(.missingInput, path: path, action: "open") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(.inputOutput, path: path, action: "examine") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileError(.missingInput, path: path, message: "is not a regular file")
        }
        let byteCount = Int(status.st_size)
        guard byteCount > 0 else { return Memory(adopting: UnsafeRawBufferPointer(start: nil, count: 0)) { _ in } }
        guard let start = mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw FileError(.inputOutput, path: path, action: "map")
        }
        let bytes = UnsafeRawBufferPointer(start: start, count: byteCount)
        return Memory(adopting: bytes, isMappedFile: true) { bytes in
            munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        }
    }
}
