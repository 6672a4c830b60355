import Files
import HDF5Format
import JSONFormat
import ModelIR
import ZipFormat

/// What a `.keras` file holds: a zip archive with the model's configuration, its weights in HDF5 format, and the version
/// of Keras that wrote it.
///
/// Keras compresses nothing, so that weights are read from where they lie in the file. Where somebody else has packed the
/// archive again, they are unpacked into memory.
struct KerasArchive {
    static let configurationName = "config.json"
    private static let metadataName = "metadata.json"
    private static let weightsName = "model.weights.h5"
    private static let numPyWeightsName = "model.weights.npz"

    /// The most bytes of a member of text: the configuration of the largest models has a few megabytes.
    private static let textByteLimit = 1 << 28
    /// What is larger than this must not be packed tighter than `tightestPacking` times: no weights are.
    private static let unsuspiciousByteCount: UInt64 = 1 << 28
    private static let tightestPacking: UInt64 = 100

    let configuration: String
    /// Where the member with the configuration starts in the file.
    let configurationOffset: Int
    let version: String?
    /// The root of the file of weights.
    let weights: HDF5Group

    /// Opens the file at `path`; nil where it is no zip archive.
    init?(_ path: String) throws(KerasError) {
        // What cannot be opened is reported as the other format's file.
        guard let bytes = try? MappedFile.bytes(of: path),
            bytes.withUnsafeBytes({ bytes in ZipArchive.magics.contains { bytes.starts(with: $0) } })
        else { return nil }
        let end = ZipArchive.endOfDirectory(in: bytes)
        let archive: ZipArchive
        do {
            archive = try ZipArchive(bytes)
        } catch {
            throw KerasError(
                error.code == .libraryMissing ? .libraryMissing : .badArchive, error.message, byteOffset: end)
        }
        let names = archive.names()
        let members = [Self.configurationName, Self.metadataName, Self.weightsName]
        guard members.contains(where: names.contains) else {
            throw KerasError(
                .badArchive, "is a zip archive, but no .keras file: it has no '\(Self.configurationName)'",
                byteOffset: end)
        }
        for name in members {
            let count = names.count { $0 == name }
            guard count <= 1 else {
                throw KerasError(.badArchive, "is in the archive \(count) times", at: name, byteOffset: end)
            }
            guard count == 0 else { continue }
            throw KerasError(
                .badArchive,
                name == Self.weightsName && names.contains(Self.numPyWeightsName)
                    ? "is not in the archive, whose weights are in NumPy's format; save the model with model.save"
                    : "is not in the archive, which a .keras file needs", at: name, byteOffset: end)
        }
        configuration = try Self.text(Self.configurationName, in: archive, bytes)
        configurationOffset = Self.offset(of: Self.configurationName, bytes)
        let metadata = try KerasFile.parse(
            Self.text(Self.metadataName, in: archive, bytes), named: Self.metadataName,
            at: Self.offset(of: Self.metadataName, bytes))
        version = metadata["keras_version"]?.string
        weights = try Self.weights(in: archive, bytes)
    }

    /// Where the member `name` starts in the file, or the directory ends that should tell.
    private static func offset(of name: String, _ bytes: Memory) -> Int {
        ZipArchive.start(of: name, in: bytes) ?? ZipArchive.endOfDirectory(in: bytes)
    }

    private static func text(
        _ name: String, in archive: borrowing ZipArchive, _ bytes: Memory
    ) throws(KerasError) -> String {
        try contents(of: name, in: archive, bytes, limit: textByteLimit)
            .withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    private static func weights(
        in archive: borrowing ZipArchive, _ bytes: Memory
    ) throws(KerasError) -> HDF5Group {
        let memory: Memory
        let place: HDF5File.Place
        if let range = ZipArchive.storedRange(of: weightsName, in: bytes) {
            (memory, place) = (Memory(part: range, of: bytes), .stored(at: range.lowerBound))
        } else {
            memory = try contents(of: weightsName, in: archive, bytes, limit: .max)
            place = .packed(at: offset(of: weightsName, bytes))
        }
        do {
            return try HDF5File(memory, name: weightsName, from: place).root
        } catch {
            throw KerasError(error, insideOf: weightsName)
        }
    }

    /// The unpacked bytes of the member `name`, of which there are at most `limit`.
    private static func contents(
        of name: String, in archive: borrowing ZipArchive, _ bytes: Memory, limit: Int
    ) throws(KerasError) -> Memory {
        guard let index = archive.index(of: name) else {
            throw KerasError(
                .badArchive, "is not in the archive, which a .keras file needs", at: name,
                byteOffset: ZipArchive.endOfDirectory(in: bytes))
        }
        do throws(ZipError) {
            let member = try archive.member(index)
            guard !member.isImpossible else {
                throw ZipError(.malformed, "claims more bytes than its compressed form can hold")
            }
            let isTight =
                member.byteCount > unsuspiciousByteCount
                && member.byteCount / tightestPacking > member.compressedByteCount
            guard !isTight, let byteCount = Int(exactly: member.byteCount), byteCount <= limit else {
                throw ZipError(.tooLarge, "would unpack to \(member.byteCount) bytes, which no model has")
            }
            return try archive.read(index, byteCount: byteCount)
        } catch {
            throw KerasError(.badArchive, error.message, at: name, byteOffset: offset(of: name, bytes))
        }
    }
}
