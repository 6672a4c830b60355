import Files
import ModelIR
import ZipFormat

/// The arrays of a `.npy` or `.npz` file, to be read row by row.
///
/// Of an archive only the entries that are asked for are looked at, so that others may hold anything.
package struct NumPyArrays: Sendable {
    /// What the file is.
    private enum Kind: Sendable {
        case array, archive
    }

    private let path: String
    private let kind: Kind
    /// The arrays that there are; nil for a `.npy` file, whose one array has no name.
    package let names: [String]?

    /// Looks at the file at `path`.
    package init(_ path: String) throws(NumPyError) {
        let start: [UInt8]
        do {
            start = try PiecewiseFile(path).bytes(from: 0, atMost: 8)
        } catch {
            throw NumPyError(error)
        }
        self.path = path
        if start.starts(with: NPYFormat.magic) {
            kind = .array
            names = nil
        } else if ZipArchive.magics.contains(where: { start.starts(with: $0) }) {
            kind = .archive
            do throws(NumPyError) {
                names = try NPZArchive(path: path).arrayNames()
            } catch {
                throw error.located(at: path)
            }
        } else {
            throw NumPyError(.malformed, "is neither a .npy nor a .npz file", at: path)
        }
    }

    /// The array `name` of an archive, or the one array of a `.npy` file, whose name is nil.
    package func rows(of name: String?) throws(NumPyError) -> NumPyRows {
        try NumPyRows(file: stream(of: name), open: { () throws(NumPyError) in try stream(of: name) })
    }

    /// The array `name`, whose elements are strings without trailing zeros.
    package func strings(of name: String?) throws(NumPyError) -> [String] {
        try NPYStrings.decode(stream(of: name))
    }

    private func stream(of name: String?) throws(NumPyError) -> any NPYStream {
        switch (kind, name) {
        case (.array, nil): return try NPYFileStream(path: path)
        case (.archive, let name?): return try NPZEntryStream(path: path, name: name)
        case (.array, _?): throw NumPyError(.malformed, "is a single .npy array without a name", at: path)
        case (.archive, nil):
            throw NumPyError(.malformed, "is a .npz archive where a single .npy array is needed", at: path)
        }
    }
}
