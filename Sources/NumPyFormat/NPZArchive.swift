import ModelIR
import ZipFormat

/// A zip archive of arrays, open for reading.
struct NPZArchive: ~Copyable {
    struct Entry {
        /// Without `.npy`.
        let name: String
        let member: ZipArchive.Member
    }

    private static let suffix = ".npy"

    private let archive: ZipArchive

    /// Opens the archive that `memory` holds.
    init(_ memory: Memory) throws(NumPyError) {
        archive = try readingZip { () throws(ZipError) in try ZipArchive(memory) }
    }

    /// Opens the file at `path`, of which only what is asked for is read.
    init(path: String) throws(NumPyError) {
        archive = try readingZip { () throws(ZipError) in try ZipArchive(path: path) }
    }

    var entryCount: Int { archive.count }

    func entry(_ index: Int) throws(NumPyError) -> Entry {
        let member = try readingZip { () throws(ZipError) in try archive.member(index) }
        guard member.name.hasSuffix(Self.suffix) else {
            throw NumPyError(.unsupported, "entry '\(member.name.prefix(80))' is not a NumPy array")
        }
        return Entry(name: String(member.name.dropLast(Self.suffix.count)), member: member)
    }

    /// The index of the entry that holds the array `name`; nil where there is none.
    func index(of name: String) -> Int? { archive.index(of: name + Self.suffix) }

    /// The names of the arrays, in the archive's order.
    func arrayNames() -> [String] {
        archive.names().filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) }
    }

    /// Opens an entry for reading; to be given up before the archive.
    func open(_ index: Int) throws(NumPyError) -> ZipMemberReader {
        try readingZip { () throws(ZipError) in try archive.open(index) }
    }

    /// The bytes of an entry, which must be exactly `byteCount` with the right checksum.
    func read(_ index: Int, byteCount: Int) throws(NumPyError) -> Memory {
        try readingZip { () throws(ZipError) in try archive.read(index, byteCount: byteCount) }
    }
}

/// Runs `body`, which reads from an archive, and turns its failure into one of the arrays.
func readingZip<Result: ~Copyable>(_ body: () throws(ZipError) -> Result) throws(NumPyError) -> Result {
    do {
        return try body()
    } catch {
        let code: NumPyError.Code =
            switch error.code {
            case .libraryMissing: .libraryMissing
            case .malformed: .malformed
            case .unsupported: .unsupported
            case .tooLarge: .tooLarge
            }
        throw NumPyError(code, error.message)
    }
}
