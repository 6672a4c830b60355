import CZip
package import ModelIR

/// The `.npz` format: a zip archive of `.npy` files, each named by its array.
package enum NPZFormat {
    /// The bytes that an archive begins with: a first entry, or the end of an empty one.
    static let magics: [[UInt8]] = [[0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6]]

    /// What the arrays of an archive may take in memory together, unless the caller says otherwise.
    package static let defaultMaximumByteCount = 4 << 30

    /// Deflate turns one byte into at most this many; an entry that claims more lies.
    private static let maximumDeflateRatio: UInt64 = 1032

    /// Whether `memory` begins as an archive does.
    static func isMagic(_ memory: Memory) -> Bool {
        memory.withUnsafeBytes { bytes in magics.contains { bytes.starts(with: $0) } }
    }

    /// The arrays of the archive in `memory`, by name.
    ///
    /// Entries must be stored or deflated `.npy` files with different names, and together take at most
    /// `maximumByteCount` bytes.
    package static func decode(
        _ memory: Memory, maximumByteCount: Int = defaultMaximumByteCount
    ) throws(NumPyError) -> [String: Tensor] {
        guard isMagic(memory) else {
            throw NumPyError(.malformed, "is not a zip archive")
        }
        let archive = try Archive(memory)
        var arrays: [String: Tensor] = [:]
        var remaining = maximumByteCount
        for index in 0..<archive.entryCount {
            let entry = try archive.entry(index)
            let location = "array '\(entry.name)'"
            guard arrays[entry.name] == nil else { throw NumPyError(.malformed, "is there twice", at: location) }
            let maximum = entry.compressedByteCount.multipliedReportingOverflow(by: maximumDeflateRatio)
            guard maximum.overflow || entry.byteCount <= maximum.partialValue else {
                throw NumPyError(.malformed, "claims more bytes than its compressed form can hold", at: location)
            }
            guard entry.byteCount <= UInt64(remaining), let byteCount = Int(exactly: entry.byteCount) else {
                throw NumPyError(
                    .tooLarge,
                    "the arrays take more than \(maximumByteCount) bytes; save them as single .npy files",
                    at: location)
            }
            remaining -= byteCount
            do throws(NumPyError) {
                arrays[entry.name] = try NPYFormat.decode(archive.read(index, byteCount: byteCount))
            } catch {
                throw error.located(at: location)
            }
        }
        return arrays
    }
}

/// An archive that libzip has open, over bytes that it does not own.
private struct Archive: ~Copyable {
    struct Entry {
        /// Without `.npy`.
        let name: String
        let byteCount: UInt64
        let compressedByteCount: UInt64
    }

    private let archive: OpaquePointer
    /// Keeps the archive's bytes alive.
    private let memory: Memory

    init(_ memory: Memory) throws(NumPyError) {
        var error = zip_error_t()
        zip_error_init(&error)
        defer { zip_error_fini(&error) }
        guard
            let source = zip_source_buffer_create(
                memory.unretainedBytes.baseAddress, UInt64(memory.byteCount), 0, &error)
        else { throw NumPyError(.malformed, "cannot be opened: \(Self.text(&error))") }
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
            name: String(name.dropLast(4)), byteCount: status.size, compressedByteCount: status.comp_size)
    }

    /// The bytes of an entry, which must be exactly `byteCount` with the right checksum.
    func read(_ index: Int, byteCount: Int) throws(NumPyError) -> Memory {
        guard let file = zip_fopen_index(archive, UInt64(index), 0) else {
            throw NumPyError(.malformed, "cannot be opened: \(String(cString: zip_strerror(archive)).lowercased())")
        }
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
