import CZip
import ModelIR

/// An archive that libzip has open for reading.
struct NPZArchive: ~Copyable {
    struct Entry {
        /// Without `.npy`.
        let name: String
        let byteCount: UInt64
        let compressedByteCount: UInt64
        /// Whether its bytes can be read from anywhere, because they are not compressed.
        let isStored: Bool
    }

    private let archive: OpaquePointer
    /// Keeps the archive's bytes alive where it is not a file.
    private let memory: Memory?

    /// Opens the archive that `memory` holds.
    init(_ memory: Memory) throws(NumPyError) {
        try self.init(memory: memory) { error in
            zip_source_buffer_create(memory.unretainedBytes.baseAddress, UInt64(memory.byteCount), 0, &error)
        }
    }

    /// Opens the file at `path`, of which only what is asked for is read.
    init(path: String) throws(NumPyError) {
        try self.init(memory: nil) { error in zip_source_file_create(path, 0, -1, &error) }
    }

    private init(memory: Memory?, source: (inout zip_error_t) -> OpaquePointer?) throws(NumPyError) {
        var error = zip_error_t()
        zip_error_init(&error)
        defer { zip_error_fini(&error) }
        guard let source = source(&error) else {
            throw NumPyError(.malformed, "cannot be opened: \(Self.text(&error))")
        }
        // libzip's ZIP_RDONLY, whose macro does not import.
        guard let archive = zip_open_from_source(source, 16, &error) else {
            zip_source_free(source)
            throw NumPyError(.malformed, "is a damaged or truncated zip archive (\(Self.text(&error)))")
        }
        self.archive = archive
        self.memory = memory
    }

    deinit { zip_discard(archive) }

    private static func text(_ error: inout zip_error_t) -> String {
        String(cString: zip_error_strerror(&error)).lowercased()
    }

    var entryCount: Int { max(0, Int(zip_get_num_entries(archive, 0))) }

    func entry(_ index: Int) throws(NumPyError) -> Entry {
        var status = zip_stat_t()
        zip_stat_init(&status)
        let needed = UInt64(ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD)
        guard zip_stat_index(archive, UInt64(index), 0, &status) == 0, status.valid & needed == needed,
            let name = status.name.map({ String(cString: $0) })
        else { throw NumPyError(.malformed, "entry \(index) of the archive cannot be examined") }
        guard name.hasSuffix(".npy") else {
            throw NumPyError(.unsupported, "entry '\(name.prefix(80))' is not a NumPy array")
        }
        guard status.comp_method == ZIP_CM_STORE || status.comp_method == ZIP_CM_DEFLATE,
            status.encryption_method == ZIP_EM_NONE
        else {
            throw NumPyError(.unsupported, "entry '\(name.prefix(80))' is encrypted or neither stored nor deflated")
        }
        guard status.comp_method != ZIP_CM_STORE || status.comp_size == status.size else {
            throw NumPyError(.malformed, "entry '\(name.prefix(80))' is stored in two different sizes")
        }
        return Entry(
            name: String(name.dropLast(4)), byteCount: status.size, compressedByteCount: status.comp_size,
            isStored: status.comp_method == ZIP_CM_STORE)
    }

    /// The index of the entry that holds the array `name`; nil where there is none.
    func index(of name: String) -> Int? {
        let index = zip_name_locate(archive, "\(name).npy", 0)
        return index < 0 ? nil : Int(index)
    }

    /// The names of the arrays, in the archive's order.
    func arrayNames() -> [String] {
        (0..<entryCount).compactMap { index in
            guard let name = zip_get_name(archive, UInt64(index), 0).map({ String(cString: $0) }) else { return nil }
            return name.hasSuffix(".npy") ? String(name.dropLast(4)) : nil
        }
    }

    /// Opens an entry for reading; to be closed with `zip_fclose` before the archive goes.
    func open(_ index: Int) throws(NumPyError) -> OpaquePointer {
        guard let file = zip_fopen_index(archive, UInt64(index), 0) else {
            throw NumPyError(.malformed, "cannot be opened: \(String(cString: zip_strerror(archive)).lowercased())")
        }
        return file
    }

    /// The bytes of an entry, which must be exactly `byteCount` with the right checksum.
    func read(_ index: Int, byteCount: Int) throws(NumPyError) -> Memory {
        let file = try open(index)
        defer { zip_fclose(file) }
        return try Memory(byteCount: byteCount) { (destination) throws(NumPyError) in
            var filled = 0
            while filled < byteCount {
                let read = zip_fread(file, destination.baseAddress?.advanced(by: filled), UInt64(byteCount - filled))
                guard read > 0 else {
                    throw NumPyError(.malformed, "is damaged: its data ends early or does not unpack")
                }
                filled += Int(read)
            }
            // libzip compares the checksum when it meets the end.
            var extra: UInt8 = 0
            guard zip_fread(file, &extra, 1) == 0 else {
                throw NumPyError(.malformed, "is damaged: its checksum or its length is wrong")
            }
        }
    }
}
