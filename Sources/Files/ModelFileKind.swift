import ModelIR

/// What kind of model file something is, told by its first bytes and never by its name.
package enum ModelFileKind: Sendable, Hashable {
    /// What Keras writes: HDF5 (`.h5`), or a zip archive (`.keras`).
    case keras
    /// A FlatBuffer with the identifier `TFL3`: `.qf` and `.tflite`.
    case tflite

    /// The kind of the file at `path`.
    package init(of path: String) throws(FileError) {
        let memory = try MappedFile.bytes(of: path)
        self = try memory.withUnsafeBytes { (bytes) throws(FileError) in
            guard let kind = Self(bytes) else {
                throw FileError(.badData, path: path, message: Self.complaint(about: bytes))
            }
            return kind
        }
    }

    private init?(_ bytes: UnsafeRawBufferPointer) {
        if bytes.dropFirst(4).starts(with: "TFL3".utf8) {
            self = .tflite
        } else if bytes.starts(with: Self.zipSignature)
            || Self.hdf5Offsets(upTo: bytes.count).contains(where: { bytes[$0...].starts(with: Self.hdf5Signature) })
        {
            self = .keras
        } else {
            return nil
        }
    }

    private static let zipSignature: [UInt8] = [0x50, 0x4B, 3, 4]
    private static let hdf5Signature: [UInt8] = [0x89] + Array("HDF\r\n\u{1A}\n".utf8)

    /// The signature stands at 0, 512, 1024, 2048 and so on, behind whatever a user put in front.
    private static func hdf5Offsets(upTo byteCount: Int) -> some Sequence<Int> {
        sequence(first: 0) { $0 == 0 ? 512 : $0 * 2 }.prefix { $0 + hdf5Signature.count <= byteCount }
    }

    private static func complaint(about bytes: UnsafeRawBufferPointer) -> String {
        if bytes.isEmpty { return "is empty" }
        return "is not a model: neither one of Keras (.h5, .keras) nor a TFLite FlatBuffer (.qf, .tflite)"
    }
}
