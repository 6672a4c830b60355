import CHDF5
package import ModelIR

/// An array of numbers in an HDF5 file.
///
/// It is open in libhdf5 only while it is read: models have hundreds, and each takes more than 10 KB there.
package struct HDF5Dataset: Sendable {
    /// The group that ``name`` is relative to; it keeps the file open.
    private let group: HDF5Group
    private let name: String
    /// Dimensions, outermost first; empty for a single number. None is negative, and their product fits an `Int`.
    package let shape: [Int]
    /// The type of the elements in the file, whose byte order does not matter; float32 for bfloat16, which is widened.
    package let type: ElementType
    /// Whether the elements are bfloat16 in the file: the upper halves of float32.
    private let isBrainFloat: Bool
    /// How many rows lie in one chunk, which is read and unpacked as a whole; nil where there are no chunks.
    package let rowsOfChunk: Int?

    /// The most bytes that may be read at once.
    private static let byteLimit = 1 << 33

    /// Describes the data set `name` of `group`; throws where it is not of a kind that Keras writes, or implausible.
    init(_ name: String, in group: HDF5Group) throws(HDF5Error) {
        self.group = group
        self.name = name
        (shape, type, isBrainFloat, rowsOfChunk) = try group.perform(at: name) { () throws(HDF5Error) in
            let id = try HDF5Dataset.open(name, in: group)
            defer { _ = hdf5.H5Dclose(id) }
            return try HDF5Dataset.describe(id, in: group, path: group.fullPath(name))
        }
    }

    private static func open(_ name: String, in group: HDF5Group) throws(HDF5Error) -> hid_t {
        let id = hdf5.H5Dopen2(group.handle.id, name, chdf5_default_properties())
        guard id >= 0 else {
            throw HDF5Error(.badContents, "is not a data set, or is damaged", at: group.fullPath(name))
        }
        return id
    }

    /// The path from the root, without a leading slash.
    package var path: String { group.fullPath(name) }

    /// The number of elements.
    package var count: Int { shape.reduce(1, *) }

    /// All elements in row-major order, converted to `type`, which is any but float16 and bool.
    package func read(as type: ElementType) throws(HDF5Error) -> TensorData {
        try read(as: type, count: count, rows: nil)
    }

    /// The elements whose first index is in `rows`, in row-major order, converted to `type`, which is any but float16
    /// and bool.
    package func read(rows: Range<Int>, as type: ElementType) throws(HDF5Error) -> TensorData {
        guard let first = shape.first, rows.lowerBound >= 0, rows.upperBound <= first else {
            throw HDF5Error(.badContents, "has no rows \(rows) in shape \(shape)", at: path)
        }
        return try read(as: type, count: rows.count * shape.dropFirst().reduce(1, *), rows: rows)
    }

    private func read(as type: ElementType, count: Int, rows: Range<Int>?) throws(HDF5Error) -> TensorData {
        guard let memoryType = HDF5Dataset.memoryType(type) else {
            throw HDF5Error(.badContents, "cannot be read as \(type)", at: path)
        }
        guard count > 0 else { return TensorData(type: type, count: 0) { _ in } }
        guard count <= HDF5Dataset.byteLimit / max(type.byteCount, self.type.byteCount) else {
            throw HDF5Error(.badContents, "is too large to be read at once", at: path)
        }
        return try TensorData(type: type, count: count) { (buffer) throws(HDF5Error) in
            try group.perform(at: name) { () throws(HDF5Error) in
                let id = try HDF5Dataset.open(name, in: group)
                defer { _ = hdf5.H5Dclose(id) }
                // The buffer has room for what the data set was when it was described.
                let found = try HDF5Dataset.describe(id, in: group, path: path)
                let status: herr_t =
                    if (found.shape, found.type, found.isBrainFloat) != (shape, self.type, isBrainFloat) {
                        -1
                    } else if !isBrainFloat {
                        HDF5Dataset.read(id, as: memoryType, shape: shape, rows: rows, into: buffer)
                    } else if type == .float32 {
                        HDF5Dataset.readBrainFloats(id, shape: shape, rows: rows, into: buffer)
                    } else {
                        -1
                    }
                guard status >= 0 else { throw HDF5Error(.badContents, "cannot be read; it is damaged", at: path) }
            }
        }
    }

    /// Reads bfloat16 numbers, which libhdf5 takes for two bytes each, and widens them to float32.
    private static func readBrainFloats(
        _ id: hid_t, shape: [Int], rows: Range<Int>?, into buffer: UnsafeMutableRawBufferPointer
    ) -> herr_t {
        let type = hdf5.H5Dget_type(id)
        defer { _ = hdf5.H5Tclose(type) }
        // They are read into the second half and widened from the front on, where writing never overtakes reading.
        let halves = UnsafeMutableRawBufferPointer(rebasing: buffer[(buffer.count / 2)...])
        let status = read(id, as: type, shape: shape, rows: rows, into: halves)
        guard status >= 0 else { return status }
        for index in 0..<halves.count / 2 {
            let half = UInt16(littleEndian: halves.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
            buffer.storeBytes(of: UInt32(half) << 16, toByteOffset: index * 4, as: UInt32.self)
        }
        return status
    }

    private static func read(
        _ id: hid_t, as memoryType: hid_t, shape: [Int], rows: Range<Int>?, into buffer: UnsafeMutableRawBufferPointer
    ) -> herr_t {
        guard let rows else {
            return hdf5.H5Dread(
                id, memoryType, chdf5_whole_space(), chdf5_whole_space(), chdf5_default_properties(),
                buffer.baseAddress)
        }
        let space = hdf5.H5Dget_space(id)
        defer { _ = hdf5.H5Sclose(space) }
        let start = [hsize_t(rows.lowerBound)] + shape.dropFirst().map { _ in 0 }
        let size = [hsize_t(rows.count)] + shape.dropFirst().map { hsize_t($0) }
        guard hdf5.H5Sselect_hyperslab(space, H5S_SELECT_SET, start, nil, size, nil) >= 0 else { return -1 }
        let memorySpace = hdf5.H5Screate_simple(Int32(size.count), size, nil)
        defer { _ = hdf5.H5Sclose(memorySpace) }
        return hdf5.H5Dread(id, memoryType, memorySpace, space, chdf5_default_properties(), buffer.baseAddress)
    }
}

extension HDF5Dataset {
    /// The type that libhdf5 converts to.
    private static func memoryType(_ type: ElementType) -> hid_t? {
        switch type {
        case .float32: hdf5.H5T_NATIVE_FLOAT_g.pointee
        case .float64: hdf5.H5T_NATIVE_DOUBLE_g.pointee
        case .int8: hdf5.H5T_NATIVE_INT8_g.pointee
        case .uint8: hdf5.H5T_NATIVE_UINT8_g.pointee
        case .int16: hdf5.H5T_NATIVE_INT16_g.pointee
        case .int32: hdf5.H5T_NATIVE_INT32_g.pointee
        case .int64: hdf5.H5T_NATIVE_INT64_g.pointee
        case .float16, .bool: nil
        }
    }
}
