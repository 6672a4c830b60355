import Files
package import ModelIR

/// `.npy` and `.npz` files on disk.
package enum NumPyFile {
    /// What a file holds.
    package enum Content: Sendable {
        /// A `.npy` file: one array without a name.
        case array(Tensor)
        /// A `.npz` file: arrays by name.
        case archive([String: Tensor])
    }

    /// The content of the file at `path`, whichever of the two it is.
    package static func read(_ path: String) throws(NumPyError) -> Content {
        let memory: Memory
        do {
            memory = try MappedFile.bytes(of: path)
        } catch {
            throw NumPyError(error)
        }
        do throws(NumPyError) {
            if NPYFormat.isMagic(memory) { return .array(try NPYFormat.decode(memory)) }
            if NPZFormat.isMagic(memory) { return .archive(try NPZFormat.decode(memory)) }
            throw NumPyError(.malformed, "is neither a .npy nor a .npz file")
        } catch {
            throw error.located(at: path)
        }
    }

    /// The array of the `.npy` file at `path`.
    package static func array(at path: String) throws(NumPyError) -> Tensor {
        guard case .array(let tensor) = try read(path) else {
            throw NumPyError(.malformed, "is a .npz archive where a single .npy array is needed", at: path)
        }
        return tensor
    }

    /// The arrays of the `.npz` file at `path`, by name.
    package static func arrays(at path: String) throws(NumPyError) -> [String: Tensor] {
        guard case .archive(let tensors) = try read(path) else {
            throw NumPyError(.malformed, "is a single .npy array where a .npz archive is needed", at: path)
        }
        return tensors
    }

    /// Writes `tensor` to `path` as `.npy`, whole or not at all.
    package static func write(_ tensor: Tensor, to path: String) throws(NumPyError) {
        do throws(FileError) {
            try TensorData(NPYFormat.header(for: tensor)).withUnsafeBytes { (header) throws(FileError) in
                try tensor.data.withUnsafeBytes { (elements) throws(FileError) in
                    try AtomicFile.replace(path, with: [header, elements])
                }
            }
        } catch {
            throw NumPyError(error)
        }
    }

    /// Writes `tensors` to `path` as `.npz`, whole or not at all.
    package static func write(_ tensors: [String: Tensor], to path: String) throws(NumPyError) {
        try NPZFormat.withEncodedBytes(of: tensors) { (chunks) throws(NumPyError) in
            do throws(FileError) {
                try AtomicFile.replace(path, with: chunks)
            } catch {
                throw NumPyError(error)
            }
        }
    }
}
