package import ModelIR
import ZipFormat

/// The `.npz` format: a zip archive of `.npy` files, each named by its array.
package enum NPZFormat {
    /// What the arrays of an archive may take in memory together, unless the caller says otherwise.
    package static let defaultMaximumByteCount = 4 << 30

    /// Whether `memory` begins as an archive does.
    static func isMagic(_ memory: Memory) -> Bool {
        memory.withUnsafeBytes { bytes in ZipArchive.magics.contains { bytes.starts(with: $0) } }
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
        let archive = try NPZArchive(memory)
        var arrays: [String: Tensor] = [:]
        var remaining = maximumByteCount
        for index in 0..<archive.entryCount {
            let entry = try archive.entry(index)
            let location = "array '\(entry.name)'"
            guard arrays[entry.name] == nil else { throw NumPyError(.malformed, "is there twice", at: location) }
            guard !entry.member.isImpossible else {
                throw NumPyError(.malformed, "claims more bytes than its compressed form can hold", at: location)
            }
            guard entry.member.byteCount <= UInt64(remaining), let byteCount = Int(exactly: entry.member.byteCount)
            else {
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
