import ModelIR
import NumPyFormat

/// A `.npz` archive or a `.npy` array.
struct NumPyArrayFile: ArrayFile {
    let path: String
    private let arrays: NumPyArrays

    init(_ path: String) throws(DataError) {
        self.path = path
        arrays = try readingNumPy { () throws(NumPyError) in try NumPyArrays(path) }
    }

    var isSingleArray: Bool { arrays.names == nil }

    func array(_ name: String) throws(DataError) -> (any SampleSource)? {
        guard let names = arrays.names, names.contains(name) else { return nil }
        return try rows(of: name)
    }

    func singleArray() throws(DataError) -> any SampleSource { try rows(of: nil) }

    private func rows(of name: String?) throws(DataError) -> any SampleSource {
        NumPySource(rows: try readingNumPy { () throws(NumPyError) in try arrays.rows(of: name) })
    }

    func strings(_ name: String) throws(DataError) -> [String]? {
        guard let names = arrays.names, names.contains(name) else { return nil }
        return try readingNumPy { () throws(NumPyError) in try arrays.strings(of: name) }
    }
}

/// The rows of a NumPy array.
private struct NumPySource: SampleSource {
    let rows: NumPyRows

    var location: String { rows.location }
    var shape: [Int] { rows.shape }
    var type: ElementType { rows.type }

    func reader() throws(DataError) -> any SampleReader {
        NumPyReader(
            rows: try readingNumPy { () throws(NumPyError) in try rows.reader() }, rowByteCount: rows.rowByteCount)
    }
}

private final class NumPyReader: SampleReader {
    private let rows: NumPyRowReader
    private let rowByteCount: Int

    init(rows: NumPyRowReader, rowByteCount: Int) {
        self.rows = rows
        self.rowByteCount = rowByteCount
    }

    func read(_ indices: ArraySlice<Int>, into destination: UnsafeMutableRawBufferPointer) throws(DataError) {
        var offset = 0
        for run in indices.runs {
            let bytes = destination[offset..<offset + run.count * rowByteCount]
            try readingNumPy { () throws(NumPyError) in
                try rows.read(rows: run, into: UnsafeMutableRawBufferPointer(rebasing: bytes))
            }
            offset += bytes.count
        }
    }
}

private func readingNumPy<Result: ~Copyable>(_ body: () throws(NumPyError) -> Result) throws(DataError) -> Result {
    do {
        return try body()
    } catch {
        throw DataError(error)
    }
}
