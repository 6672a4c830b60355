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
    /// The type of the elements in the file, whose byte order does not matter.
    package let type: ElementType
    /// How many rows lie in one chunk, which is read and unpacked as a whole; nil where there are no chunks.
    package let rowsOfChunk: Int?

    /// The most bytes that may be read at once.
    private static let byteLimit = 1 << 33
    /// The most bytes of one chunk; HDF5 decompresses a whole one at a time.
    private static let chunkByteLimit = 1 << 28
    /// The best that deflate can do: one bit for 258 / 2 bytes.
    private static let bestCompression = 1032

    /// Describes the data set `name` of `group`; throws where it is not of a kind that Keras writes, or implausible.
    init(_ name: String, in group: HDF5Group) throws(HDF5Error) {
        self.group = group
        self.name = name
        (shape, type, rowsOfChunk) = try HDF5Library.perform { () throws(HDF5Error) in
            let id = try HDF5Dataset.open(name, in: group)
            defer { H5Dclose(id) }
            return try HDF5Dataset.describe(id, in: group, path: group.fullPath(name))
        }
    }

    private static func open(_ name: String, in group: HDF5Group) throws(HDF5Error) -> hid_t {
        let id = H5Dopen2(group.handle.id, name, chdf5_default_properties())
        guard id >= 0 else {
            throw HDF5Error(.badContents, "is not a data set, or is damaged", at: group.fullPath(name))
        }
        return id
    }

    private static func describe(
        _ id: hid_t, in group: HDF5Group, path: String
    ) throws(HDF5Error) -> (shape: [Int], type: ElementType, rowsOfChunk: Int?) {
        let type = try elementType(of: id, path: path)
        let shape = try dimensions(of: id, path: path)
        let rowsOfChunk = try checkStorage(
            of: id, shape: shape, elementByteCount: type.byteCount, fileByteCount: group.bytes.count, path: path)
        return (shape, type, rowsOfChunk)
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
            let status = try HDF5Library.perform { () throws(HDF5Error) -> herr_t in
                let id = try HDF5Dataset.open(name, in: group)
                defer { H5Dclose(id) }
                // The buffer has room for what the data set was when it was described.
                let found = try HDF5Dataset.describe(id, in: group, path: path)
                guard (found.shape, found.type) == (shape, self.type) else { return -1 }
                return HDF5Dataset.read(id, as: memoryType(), shape: shape, rows: rows, into: buffer)
            }
            guard status >= 0 else { throw HDF5Error(.badContents, "cannot be read; it is damaged", at: path) }
        }
    }

    private static func read(
        _ id: hid_t, as memoryType: hid_t, shape: [Int], rows: Range<Int>?, into buffer: UnsafeMutableRawBufferPointer
    ) -> herr_t {
        guard let rows else {
            return H5Dread(
                id, memoryType, chdf5_whole_space(), chdf5_whole_space(), chdf5_default_properties(),
                buffer.baseAddress)
        }
        let space = H5Dget_space(id)
        defer { H5Sclose(space) }
        let start = [hsize_t(rows.lowerBound)] + shape.dropFirst().map { _ in 0 }
        let size = [hsize_t(rows.count)] + shape.dropFirst().map { hsize_t($0) }
        guard H5Sselect_hyperslab(space, H5S_SELECT_SET, start, nil, size, nil) >= 0 else { return -1 }
        let memorySpace = H5Screate_simple(Int32(size.count), size, nil)
        defer { H5Sclose(memorySpace) }
        return H5Dread(id, memoryType, memorySpace, space, chdf5_default_properties(), buffer.baseAddress)
    }
}

extension HDF5Dataset {
    /// The type that libhdf5 converts to; a function, because its identifiers exist only once the library is open.
    private static func memoryType(_ type: ElementType) -> (() -> hid_t)? {
        switch type {
        case .float32: chdf5_native_float
        case .float64: chdf5_native_double
        case .int8: chdf5_native_int8
        case .uint8: chdf5_native_uint8
        case .int16: chdf5_native_int16
        case .int32: chdf5_native_int32
        case .int64: chdf5_native_int64
        case .float16, .bool: nil
        }
    }

    private static func elementType(of dataset: hid_t, path: String) throws(HDF5Error) -> ElementType {
        let type = H5Dget_type(dataset)
        defer { H5Tclose(type) }
        let size = H5Tget_size(type)
        switch H5Tget_class(type) {
        case H5T_FLOAT:
            switch size {
            case 2: return .float16
            case 4: return .float32
            case 8: return .float64
            default: break
            }
        case H5T_INTEGER:
            switch (size, H5Tget_sign(type) == H5T_SGN_NONE) {
            case (1, true): return .uint8
            case (1, false): return .int8
            case (2, false): return .int16
            // A wider type holds every value of an unsigned one.
            case (2, true), (4, false): return .int32
            case (4, true), (8, _): return .int64
            default: break
            }
        default: break
        }
        throw HDF5Error(.badContents, "does not consist of numbers of a type that can be read", at: path)
    }

    private static func dimensions(of dataset: hid_t, path: String) throws(HDF5Error) -> [Int] {
        let space = H5Dget_space(dataset)
        defer { H5Sclose(space) }
        let rank = Int(H5Sget_simple_extent_ndims(space))
        // H5S_MAX_RANK
        guard (0...32).contains(rank), H5Sget_simple_extent_type(space) != H5S_NULL else {
            throw HDF5Error(.badContents, "has no shape", at: path)
        }
        var sizes = [hsize_t](repeating: 0, count: rank)
        guard rank == 0 || H5Sget_simple_extent_dims(space, &sizes, nil) == Int32(rank) else {
            throw HDF5Error(.badContents, "has no shape", at: path)
        }
        var count = 1
        for size in sizes {
            guard size <= hsize_t(Int32.max),
                case let (product, false) = count.multipliedReportingOverflow(by: Int(size))
            else { throw HDF5Error(.badContents, "is implausibly large", at: path) }
            count = product
        }
        return sizes.map { Int($0) }
    }

    /// Throws unless the elements lie in the file itself, in a form that Keras writes, and there can be as many of
    /// them in it as the shape says; gives the rows of a chunk, if there are chunks.
    private static func checkStorage(
        of dataset: hid_t, shape: [Int], elementByteCount: Int, fileByteCount: Int, path: String
    ) throws(HDF5Error) -> Int? {
        let properties = H5Dget_create_plist(dataset)
        defer { H5Pclose(properties) }
        guard properties >= 0, H5Pget_external_count(properties) == 0 else {
            throw HDF5Error(.badContents, "lies outside the file, which is not supported", at: path)
        }
        let layout = H5Pget_layout(properties)
        var (isCompressed, rowsOfChunk): (Bool, Int?) = (false, nil)
        if layout == H5D_CHUNKED {
            (isCompressed, rowsOfChunk) = try checkChunks(
                properties, rank: shape.count, elementByteCount: elementByteCount, path: path)
        } else if layout != H5D_CONTIGUOUS && layout != H5D_COMPACT {
            throw HDF5Error(.badContents, "has a layout that Keras does not write", at: path)
        }
        let (byteCount, overflow) = shape.reduce(1, *).multipliedReportingOverflow(by: elementByteCount)
        let (compressedLimit, _) = fileByteCount.multipliedReportingOverflow(by: bestCompression)
        guard !overflow, byteCount <= (isCompressed ? compressedLimit : fileByteCount) else {
            throw HDF5Error(
                .badContents, "has shape \(shape), which a file of \(fileByteCount) bytes cannot hold", at: path)
        }
        return rowsOfChunk
    }

    /// Throws unless chunks have a reasonable size and only the filters that Keras and h5py use; tells whether one of
    /// them compresses, and how many rows a chunk has.
    private static func checkChunks(
        _ properties: hid_t, rank: Int, elementByteCount: Int, path: String
    ) throws(HDF5Error) -> (isCompressed: Bool, rowCount: Int?) {
        var isCompressed = false
        for index in 0..<UInt32(max(0, H5Pget_nfilters(properties))) {
            switch chdf5_filter(properties, index) {
            case H5Z_FILTER_DEFLATE: isCompressed = true
            case H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32: continue
            case let filter:
                throw HDF5Error(
                    .badContents, "is stored with filter \(filter); only gzip, shuffle and fletcher32 are supported",
                    at: path)
            }
        }
        var chunk = [hsize_t](repeating: 0, count: max(1, rank))
        guard H5Pget_chunk(properties, Int32(rank), &chunk) == Int32(rank) else {
            throw HDF5Error(.badContents, "has damaged chunks", at: path)
        }
        var byteCount = hsize_t(elementByteCount)
        for size in chunk.prefix(rank) {
            guard case let (product, false) = byteCount.multipliedReportingOverflow(by: size),
                product <= hsize_t(chunkByteLimit)
            else { throw HDF5Error(.badContents, "has implausibly large chunks", at: path) }
            byteCount = product
        }
        return (isCompressed, chunk.prefix(rank).first.map { Int($0) })
    }
}
