package import ModelIR

/// An array in a file, read by its first index, so that only what is asked for lies in memory.
package struct NumPyRows: Sendable {
    /// The file, and the array in it, for messages.
    package let location: String
    /// Dimensions, outermost first; at least one.
    package let shape: [Int]
    /// The type that elements are given in; uint16 becomes int32, uint32 and uint64 become int64.
    package var type: ElementType { storedType.elementType }

    private let storedType: NumPyType
    private let dataOffset: Int
    private let open: @Sendable () throws(NumPyError) -> any NPYStream

    /// Reads the header at the start of `file`; `open` opens the same once more for each reader.
    init(
        file: any NPYStream, open: @escaping @Sendable () throws(NumPyError) -> any NPYStream
    ) throws(NumPyError) {
        location = file.location
        let start = try file.start()
        do throws(NumPyError) {
            let layout = try start.withUnsafeBytes { (bytes) throws(NumPyError) in try NPYLayout(bytes) }
            let elements = try layout.reordering(fileByteCount: file.byteCount)
            guard let count = elements.shape.first else { throw NumPyError(.unsupported, "is a single number") }
            guard !elements.isFortranOrder || elements.shape.count == 1 || count == 0 else {
                throw NumPyError(
                    .unsupported,
                    "is stored column by column (Fortran order), so that no sample can be read by itself; save "
                        + "numpy.ascontiguousarray of it")
            }
            shape = elements.shape
            storedType = elements.type
            dataOffset = layout.dataOffset
        } catch {
            throw error.located(at: location)
        }
        self.open = open
    }

    /// Bytes of one row as it is given.
    package var rowByteCount: Int { shape.dropFirst().reduce(type.byteCount, *) }

    /// A reader with a place of its own in the file.
    package func reader() throws(NumPyError) -> NumPyRowReader {
        NumPyRowReader(try open(), shape: shape, type: storedType, dataOffset: dataOffset, location: location)
    }
}

/// Reads the rows of an array, fastest in ascending order. For one thread at a time.
package final class NumPyRowReader {
    private let stream: any NPYStream
    private let shape: [Int]
    private let type: NumPyType
    private let dataOffset: Int
    private let location: String

    fileprivate init(_ stream: any NPYStream, shape: [Int], type: NumPyType, dataOffset: Int, location: String) {
        self.stream = stream
        self.shape = shape
        self.type = type
        self.dataOffset = dataOffset
        self.location = location
    }

    /// Writes the elements of `rows` into `destination`, which has exactly the room for them.
    package func read(rows: Range<Int>, into destination: UnsafeMutableRawBufferPointer) throws(NumPyError) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= shape[0])
        let count = shape.dropFirst().reduce(1, *)
        let stored = ElementReordering(
            type: type, isFortranOrder: false, shape: [rows.count] + shape.dropFirst(), count: rows.count * count)
        precondition(destination.count == stored.count * type.elementType.byteCount)
        let offset = dataOffset + rows.lowerBound * count * type.byteCount
        guard !stored.isIdentity else { return try stream.read(from: offset, into: destination) }
        let bytes = try Memory(byteCount: stored.count * type.byteCount) { (bytes) throws(NumPyError) in
            try stream.read(from: offset, into: bytes)
        }
        do throws(NumPyError) {
            let elements = try bytes.withUnsafeBytes { (bytes) throws(NumPyError) in try stored.apply(to: bytes) }
            elements.withUnsafeBytes { destination.copyMemory(from: $0) }
        } catch {
            throw error.located(at: location)
        }
    }
}
