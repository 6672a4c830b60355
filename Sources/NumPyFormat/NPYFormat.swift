package import ModelIR

/// The `.npy` format: one array.
///
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
package enum NPYFormat {
    /// The bytes that every `.npy` file begins with.
    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// No header that describes an array comes near this.
    private static let maximumHeaderByteCount = 1 << 20

    /// Whether `memory` begins as an array does.
    static func isMagic(_ memory: Memory) -> Bool { memory.withUnsafeBytes { $0.starts(with: magic) } }

    /// The array in `memory`; its elements are a view of it where their layout allows that.
    ///
    /// Versions 1 to 3, either byte order, C and Fortran order. uint16 becomes int32; uint32 and uint64 become int64.
    package static func decode(_ memory: Memory) throws(NumPyError) -> Tensor {
        let layout = try memory.withUnsafeBytes { (bytes) throws(NumPyError) in try Layout(bytes) }
        let stored = layout.reordering
        if stored.isIdentity, layout.dataOffset % stored.type.byteCount == 0 {
            let data = TensorData(
                type: stored.type.elementType, count: stored.count, memory: memory, offset: layout.dataOffset)
            return Tensor(shape: stored.shape, data: data)
        }
        let data = try memory.withUnsafeBytes { (bytes) throws(NumPyError) in
            try stored.apply(to: UnsafeRawBufferPointer(rebasing: bytes[layout.dataOffset...]))
        }
        return Tensor(shape: stored.shape, data: data)
    }

    /// The bytes that stand in front of the elements of `tensor`, in format version 1; what follows them is exactly the
    /// tensor's bytes.
    package static func header(for tensor: Tensor) -> [UInt8] {
        let descriptor = NumPyType.descriptor(of: tensor.type)
        var text = Array(NumPyHeader(descriptor: descriptor, shape: tensor.shape).text.utf8)
        // NumPy aligns the elements to 64 bytes with spaces and a line feed.
        let unpadded = magic.count + 4 + text.count + 1
        text += Array(repeating: UInt8(ascii: " "), count: (64 - unpadded % 64) % 64)
        text.append(UInt8(ascii: "\n"))
        return magic + [1, 0, UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text
    }

    /// Where the elements of a file stand, and how.
    private struct Layout {
        let dataOffset: Int
        let reordering: ElementReordering

        init(_ bytes: UnsafeRawBufferPointer) throws(NumPyError) {
            guard bytes.starts(with: magic) else {
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
            guard textByteCount <= maximumHeaderByteCount else {
                throw NumPyError(.malformed, "claims a header of \(textByteCount) bytes")
            }
            dataOffset = textOffset + textByteCount
            guard bytes.count >= dataOffset else { throw truncated }

            let header = try NumPyHeader(parsing: bytes[textOffset..<dataOffset])
            let type = try NumPyType(descriptor: header.descriptor)
            var count = 1
            var byteCount = type.byteCount
            for size in header.shape {
                let (newCount, countOverflows) = count.multipliedReportingOverflow(by: size)
                let (newByteCount, byteCountOverflows) = byteCount.multipliedReportingOverflow(by: size)
                guard !countOverflows, !byteCountOverflows else {
                    throw NumPyError(.malformed, "claims the impossible shape \(header.shape)")
                }
                (count, byteCount) = (newCount, newByteCount)
            }
            let available = bytes.count - dataOffset
            guard available == byteCount else {
                throw NumPyError(
                    .malformed,
                    "shape \(header.shape) of '\(header.descriptor)' takes \(byteCount) bytes, but the file has "
                        + "\(available)")
            }
            reordering = ElementReordering(
                type: type, isFortranOrder: header.isFortranOrder, shape: header.shape, count: count)
        }
    }
}
