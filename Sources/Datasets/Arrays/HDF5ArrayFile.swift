import HDF5Format
import ModelIR

/// An HDF5 file.
struct HDF5ArrayFile: ArrayFile {
    static let signature: [UInt8] = [0x89] + Array("HDF\r\n\u{1A}\n".utf8)

    let path: String
    private let root: HDF5Group

    init(_ path: String) throws(DataError) {
        self.path = path
        root = try readingHDF5(path) { () throws(HDF5Error) in try HDF5File(path).root }
    }

    var isSingleArray: Bool { false }

    func array(_ name: String) throws(DataError) -> (any SampleSource)? {
        try readingHDF5(path) { () throws(HDF5Error) in
            guard try root.contains(name) else { return nil }
            let array = try root.dataset(name)
            guard !array.shape.isEmpty else { throw HDF5Error(.badContents, "is a single number", at: name) }
            return HDF5Source(path: path, array: array)
        }
    }

    func singleArray() throws(DataError) -> any SampleSource {
        throw DataError(.badFile, "holds arrays by name", at: path)
    }

    func strings(_ name: String) throws(DataError) -> [String]? {
        try readingHDF5(path) { () throws(HDF5Error) in try root.strings(name) }
    }
}

/// The rows of an HDF5 data set.
private struct HDF5Source: SampleSource {
    let path: String
    let array: HDF5Dataset

    var location: String { "\(path): array '\(array.path)'" }
    var shape: [Int] { array.shape }
    /// libhdf5 converts what Swift has no type for on every platform.
    var type: ElementType { array.type == .float16 ? .float32 : array.type }

    func reader() -> any SampleReader { HDF5Reader(self) }
}

/// Reads rows, those of a chunk at once, because libhdf5 unpacks whole chunks.
private final class HDF5Reader: SampleReader {
    private let source: HDF5Source
    /// The rows that were unpacked last.
    private var window: (rows: Range<Int>, data: TensorData)?

    /// The most bytes of unpacked rows that are kept.
    private static let windowByteLimit = 1 << 24

    init(_ source: HDF5Source) { self.source = source }

    func read(_ indices: ArraySlice<Int>, into destination: UnsafeMutableRawBufferPointer) throws(DataError) {
        var offset = 0
        for run in indices.runs {
            var rest = run
            while !rest.isEmpty {
                let data = try rows(startingAt: rest.lowerBound, wanted: rest.count)
                let count = min(rest.count, data.rows.upperBound - rest.lowerBound)
                let first = (rest.lowerBound - data.rows.lowerBound) * source.sampleByteCount
                let byteCount = count * source.sampleByteCount
                data.data.withUnsafeBytes { bytes in
                    UnsafeMutableRawBufferPointer(rebasing: destination[offset..<offset + byteCount])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[first..<first + byteCount]))
                }
                offset += byteCount
                rest = rest.lowerBound + count..<rest.upperBound
            }
        }
    }

    /// Rows among which `row` is, and as many of those behind it as lie with it or are wanted.
    private func rows(startingAt row: Int, wanted: Int) throws(DataError) -> (rows: Range<Int>, data: TensorData) {
        if let window, window.rows.contains(row) { return window }
        let limit = max(1, HDF5Reader.windowByteLimit / max(1, source.sampleByteCount))
        let rowsOfChunk = source.array.rowsOfChunk ?? 1
        let end = rowsOfChunk > 1 ? (row / rowsOfChunk + 1) * rowsOfChunk : row + wanted
        let rows = row..<min(end, row + limit, source.count)
        // The old window goes before the new one comes.
        window = nil
        let data = try readingHDF5(source.path) { () throws(HDF5Error) in
            try source.array.read(rows: rows, as: source.type)
        }
        if rowsOfChunk > 1 { window = (rows, data) }
        return (rows, data)
    }
}

private func readingHDF5<Result>(
    _ path: String, _ body: () throws(HDF5Error) -> Result
) throws(DataError) -> Result {
    do {
        return try body()
    } catch {
        throw DataError(error, path: path)
    }
}
