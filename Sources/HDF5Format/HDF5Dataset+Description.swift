import CHDF5
import ModelIR

extension HDF5Dataset {
    /// The most bytes of one chunk; HDF5 decompresses a whole one at a time.
    private static let chunkByteLimit = 1 << 28
    /// The best that deflate can do: one bit for 258 / 2 bytes.
    private static let bestCompression = 1032

    /// What the open data set `id` is; throws where it is not of a kind that Keras and h5py write, or implausible.
    static func describe(
        _ id: hid_t, in group: HDF5Group, path: String
    ) throws(HDF5Error) -> (shape: [Int], type: ElementType, isBrainFloat: Bool, rowsOfChunk: Int?) {
        let isBrainFloat = isBrainFloat(id)
        let type = isBrainFloat ? .float32 : try elementType(of: id, path: path)
        let shape = try dimensions(of: id, path: path)
        let rowsOfChunk = try checkStorage(
            of: id, shape: shape, elementByteCount: isBrainFloat ? 2 : type.byteCount,
            fileByteCount: group.bytes.count, path: path)
        return (shape, type, isBrainFloat, rowsOfChunk)
    }

    /// HDF5 has no bfloat16: Keras 3 stores pairs of bytes, and says what they are in an attribute that nothing else has.
    private static func isBrainFloat(_ dataset: hid_t) -> Bool {
        let type = hdf5.H5Dget_type(dataset)
        defer { _ = hdf5.H5Tclose(type) }
        return hdf5.H5Tget_class(type) == H5T_OPAQUE && hdf5.H5Tget_size(type) == 2
            && hdf5.H5Aexists(dataset, "dtype") > 0
    }

    private static func elementType(of dataset: hid_t, path: String) throws(HDF5Error) -> ElementType {
        let type = hdf5.H5Dget_type(dataset)
        defer { _ = hdf5.H5Tclose(type) }
        let size = hdf5.H5Tget_size(type)
        switch hdf5.H5Tget_class(type) {
        case H5T_FLOAT:
            switch size {
            case 2: return .float16
            case 4: return .float32
            case 8: return .float64
            default: break
            }
        case H5T_INTEGER:
            switch (size, hdf5.H5Tget_sign(type) == H5T_SGN_NONE) {
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
        let space = hdf5.H5Dget_space(dataset)
        defer { _ = hdf5.H5Sclose(space) }
        let rank = Int(hdf5.H5Sget_simple_extent_ndims(space))
        // H5S_MAX_RANK
        guard (0...32).contains(rank), hdf5.H5Sget_simple_extent_type(space) != H5S_NULL else {
            throw HDF5Error(.badContents, "has no shape", at: path)
        }
        var sizes = [hsize_t](repeating: 0, count: rank)
        guard rank == 0 || hdf5.H5Sget_simple_extent_dims(space, &sizes, nil) == Int32(rank) else {
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
        let properties = hdf5.H5Dget_create_plist(dataset)
        defer { _ = hdf5.H5Pclose(properties) }
        guard properties >= 0, hdf5.H5Pget_external_count(properties) == 0 else {
            throw HDF5Error(.badContents, "lies outside the file, which is not supported", at: path)
        }
        let layout = hdf5.H5Pget_layout(properties)
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
        for index in 0..<UInt32(max(0, hdf5.H5Pget_nfilters(properties))) {
            switch chdf5_filter(HDF5Library.functions, properties, index) {
            case H5Z_FILTER_DEFLATE: isCompressed = true
            case H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32: continue
            case let filter:
                throw HDF5Error(
                    .badContents, "is stored with filter \(filter); only gzip, shuffle and fletcher32 are supported",
                    at: path)
            }
        }
        var chunk = [hsize_t](repeating: 0, count: max(1, rank))
        guard hdf5.H5Pget_chunk(properties, Int32(rank), &chunk) == Int32(rank) else {
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
