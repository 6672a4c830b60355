/// What the header of a `.npy` file says: where the elements stand, and how.
struct NPYLayout {
    let dataOffset: Int
    let header: NumPyHeader

    /// No header that describes an array comes near this.
    static let maximumHeaderByteCount = 1 << 20

    /// Reads the header that `bytes` begin with.
    init(_ bytes: UnsafeRawBufferPointer) throws(NumPyError) {
        guard bytes.starts(with: NPYFormat.magic) else {
            throw NumPyError(.malformed, "is not a NumPy array (it does not begin with \\x93NUMPY)")
        }
        let truncated = NumPyError(.malformed, "ends within its header")
        guard bytes.count >= 8 else { throw truncated }
        let lengthByteCount: Int
        switch (bytes[6], bytes[7]) {
        case (1, 0): lengthByteCount = 2
        case (2, 0), (3, 0): lengthByteCount = 4
        case (let major, let minor):
            throw NumPyError(.unsupported, "has NumPy format version \(major).\(minor); 1.0 to 3.0 can be read")
        }
        let textOffset = 8 + lengthByteCount
        guard bytes.count >= textOffset else { throw truncated }
        let textByteCount = bytes[8..<textOffset].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard textByteCount <= NPYLayout.maximumHeaderByteCount else {
            throw NumPyError(.malformed, "claims a header of \(textByteCount) bytes")
        }
        dataOffset = textOffset + textByteCount
        guard bytes.count >= dataOffset else { throw truncated }
        header = try NumPyHeader(parsing: bytes[textOffset..<dataOffset])
    }

    /// How the elements become those of a tensor; throws unless a file of `fileByteCount` bytes holds exactly them.
    func reordering(fileByteCount: Int) throws(NumPyError) -> ElementReordering {
        let type = try NumPyType(descriptor: header.descriptor)
        let count = try elementCount(elementByteCount: type.byteCount, fileByteCount: fileByteCount)
        return ElementReordering(
            type: type, isFortranOrder: header.isFortranOrder, shape: header.shape, count: count)
    }

    /// The product of the shape; throws unless a file of `fileByteCount` bytes holds exactly so many elements.
    func elementCount(elementByteCount: Int, fileByteCount: Int) throws(NumPyError) -> Int {
        var count = 1
        var byteCount = elementByteCount
        for size in header.shape {
            let (newCount, countOverflows) = count.multipliedReportingOverflow(by: size)
            let (newByteCount, byteCountOverflows) = byteCount.multipliedReportingOverflow(by: size)
            guard !countOverflows, !byteCountOverflows else {
                throw NumPyError(.malformed, "claims the impossible shape \(header.shape)")
            }
            (count, byteCount) = (newCount, newByteCount)
        }
        let available = fileByteCount - dataOffset
        guard available == byteCount else {
            throw NumPyError(
                .malformed,
                "shape \(header.shape) of '\(header.descriptor)' takes \(byteCount) bytes, but the file has "
                    + "\(available)")
        }
        return count
    }
}
