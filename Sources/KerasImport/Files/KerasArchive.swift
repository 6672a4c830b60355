import Files
import HDF5Format
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
    let version: String?
    /// The root of the file of weights.
    let weights: HDF5Group

    /// Opens the file at `path`; nil where it is no zip archive.
    init?(_ path: String) throws(KerasError) {
        // What cannot be opened is reported as the other format's file.
        guard let bytes = try? MappedFile.bytes(of: path),
            bytes.withUnsafeBytes({ bytes in ZipArchive.magics.contains { bytes.starts(with: $0) } })
        else { return nil }
        let archive = try unpacking { () throws(ZipError) in try ZipArchive(bytes) }
        let names = archive.names()
        let members = [Self.configurationName, Self.metadataName, Self.weightsName]
        guard members.contains(where: names.contains) else {
            throw KerasError(.badArchive, "is a zip archive, but no .keras file: it has no '\(Self.configurationName)'")
        }
        for name in members {
            let count = names.count { $0 == name }
            guard count <= 1 else { throw KerasError(.badArchive, "is in the archive \(count) times", at: name) }
            guard count == 0 else { continue }
            throw KerasError(
                .badArchive,
                name == Self.weightsName && names.contains(Self.numPyWeightsName)
                    ? "is not in the archive, whose weights are in NumPy's format; save the model with model.save"
                    : "is not in the archive, which a .keras file needs", at: name)
        }
        configuration = try Self.text(Self.configurationName, in: archive)
        let metadata = try KerasFile.parse(Self.text(Self.metadataName, in: archive), named: Self.metadataName)
        version = metadata["keras_version"]?.string
        weights = try Self.weights(in: archive, bytes)
    }

    private static func text(_ name: String, in archive: borrowing ZipArchive) throws(KerasError) -> String {
        try contents(of: name, in: archive, limit: textByteLimit)
            .withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    private static func weights(
        in archive: borrowing ZipArchive, _ bytes: Memory
    ) throws(KerasError) -> HDF5Group {
        let stored = ZipArchive.storedRange(of: weightsName, in: bytes).map { Memory(part: $0, of: bytes) }
        let memory = if let stored { stored } else { try contents(of: weightsName, in: archive, limit: .max) }
        do {
            return try HDF5File(memory, name: weightsName).root
        } catch {
            throw KerasError(error, insideOf: weightsName)
        }
    }

    /// The unpacked bytes of the member `name`, of which there are at most `limit`.
    private static func contents(
        of name: String, in archive: borrowing ZipArchive, limit: Int
    ) throws(KerasError) -> Memory {
        guard let index = archive.index(of: name) else {
            throw KerasError(.badArchive, "is not in the archive, which a .keras file needs", at: name)
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
            throw KerasError(.badArchive, error.message, at: name)
        }
    }
}

/// Runs `body`, which reads from an archive, and turns its failure into one of the model.
private func unpacking<Result: ~Copyable>(_ body: () throws(ZipError) -> Result) throws(KerasError) -> Result {
    do {
        return try body()
    } catch {
        throw KerasError(.badArchive, error.message)
    }
}
