package import ModelIR

/// The `.npy` format: one array.
///
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
package enum NPYFormat {
    /// The bytes that every `.npy` file begins with.
    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// Whether `memory` begins as an array does.
    static func isMagic(_ memory: Memory) -> Bool { memory.withUnsafeBytes { $0.starts(with: magic) } }

    /// The array in `memory`; its elements are a view of it where their layout allows that.
    ///
    /// Versions 1 to 3, either byte order, C and Fortran order. uint16 becomes int32; uint32 and uint64 become int64.
    package static func decode(_ memory: Memory) throws(NumPyError) -> Tensor {
        let layout = try memory.withUnsafeBytes { (bytes) throws(NumPyError) in try NPYLayout(bytes) }
        let stored = try layout.reordering(fileByteCount: memory.byteCount)
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
}
