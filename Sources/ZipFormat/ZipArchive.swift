import CZip
package import ModelIR

/// A zip archive, open for reading.
package struct ZipArchive: ~Copyable {
    /// What the archive's directory says of a member.
    package struct Member: Sendable {
        package let name: String
        package let byteCount: UInt64
        package let compressedByteCount: UInt64
        /// Whether its bytes can be read from anywhere, because they are not compressed.
        package let isStored: Bool

        /// Deflate turns one byte into at most this many; a member that claims more lies.
        private static let maximumDeflateRatio: UInt64 = 1032

        /// Whether its compressed form is too short for what it claims to hold.
        package var isImpossible: Bool {
            let maximum = compressedByteCount.multipliedReportingOverflow(by: Self.maximumDeflateRatio)
            return !maximum.overflow && byteCount > maximum.partialValue
        }
    }

    /// The bytes that an archive begins with: a first member, or the end of an empty one.
    package static let magics: [[UInt8]] = [[0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6]]

    private let archive: OpaquePointer
    /// Keeps the archive's bytes alive where it is not a file.
    private let memory: Memory?

    /// Opens the archive that `memory` holds.
    package init(_ memory: Memory) throws(ZipError) {
        try self.init(memory: memory) { error in
            zip.zip_source_buffer_create(memory.unretainedBytes.baseAddress, UInt64(memory.byteCount), 0, &error)
        }
    }

    /// Opens the file at `path`, of which only what is asked for is read.
    package init(path: String) throws(ZipError) {
        try self.init(memory: nil) { error in zip.zip_source_file_create(path, 0, -1, &error) }
    }

    private init(memory: Memory?, source: (inout zip_error_t) -> OpaquePointer?) throws(ZipError) {
        try ZipLibrary.load()
        var error = zip_error_t()
        zip.zip_error_init(&error)
        defer { zip.zip_error_fini(&error) }
        guard let source = source(&error) else {
            throw ZipError(.malformed, "cannot be opened: \(Self.text(&error))")
        }
        // libzip's ZIP_RDONLY, whose macro does not import.
        guard let archive = zip.zip_open_from_source(source, 16, &error) else {
            zip.zip_source_free(source)
            throw ZipError(.malformed, "is a damaged or truncated zip archive (\(Self.text(&error)))")
        }
        self.archive = archive
        self.memory = memory
    }

    deinit { zip.zip_discard(archive) }

    private static func text(_ error: inout zip_error_t) -> String { text(zip.zip_error_strerror(&error)) }

    private static func text(_ message: UnsafePointer<CChar>?) -> String {
        message.map { String(cString: $0).lowercased() } ?? "for no known reason"
    }

    /// How many members there are.
    package var count: Int { max(0, Int(zip.zip_get_num_entries(archive, 0))) }

    /// What the directory says of member number `index`; throws where it cannot be read.
    package func member(_ index: Int) throws(ZipError) -> Member {
        var status = zip_stat_t()
        zip.zip_stat_init(&status)
        let needed = UInt64(ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD)
        guard zip.zip_stat_index(archive, UInt64(index), 0, &status) == 0, status.valid & needed == needed,
            let name = status.name.map({ String(cString: $0) })
        else { throw ZipError(.malformed, "entry \(index) of the archive cannot be examined") }
        guard status.comp_method == ZIP_CM_STORE || status.comp_method == ZIP_CM_DEFLATE,
            status.encryption_method == ZIP_EM_NONE
        else {
            throw ZipError(.unsupported, "entry '\(name.prefix(80))' is encrypted or neither stored nor deflated")
        }
        guard status.comp_method != ZIP_CM_STORE || status.comp_size == status.size else {
            throw ZipError(.malformed, "entry '\(name.prefix(80))' is stored in two different sizes")
        }
        return Member(
            name: name, byteCount: status.size, compressedByteCount: status.comp_size,
            isStored: status.comp_method == ZIP_CM_STORE)
    }

    /// The index of the first member of this name; nil where there is none.
    package func index(of name: String) -> Int? {
        let index = zip.zip_name_locate(archive, name, 0)
        return index < 0 ? nil : Int(index)
    }

    /// The names of the members, in the archive's order.
    package func names() -> [String] {
        (0..<count).compactMap { zip.zip_get_name(archive, UInt64($0), 0).map { String(cString: $0) } }
    }

    /// Opens member number `index` for reading; to be given up before the archive.
    package func open(_ index: Int) throws(ZipError) -> ZipMemberReader {
        guard let file = zip.zip_fopen_index(archive, UInt64(index), 0) else {
            throw ZipError(.malformed, "cannot be opened: \(Self.text(zip.zip_strerror(archive)))")
        }
        return ZipMemberReader(file)
    }

    /// The bytes of member number `index`, which must be exactly `byteCount` with the right checksum.
    package func read(_ index: Int, byteCount: Int) throws(ZipError) -> Memory {
        let reader = try open(index)
        return try Memory(byteCount: byteCount) { (destination) throws(ZipError) in
            try reader.fill(destination)
            try reader.finish()
        }
    }
}
