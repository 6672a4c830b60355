import CHDF5

extension HDF5Group {
    /// The most bytes that an attribute may take: the configuration of the largest models has a few megabytes.
    private static var attributeByteLimit: Int { 1 << 28 }

    /// Whether strings of variable length can be read as references; asked inside of ``HDF5Library/perform(_:)``.
    private static let canReadReferences = chdf5_register_heap_references(HDF5Library.functions) >= 0

    /// The attribute `name`, which is one string of fixed or variable length; nil where there is none.
    package func string(_ name: String) throws(HDF5Error) -> String? {
        guard let values = try strings(name) else { return nil }
        guard values.count == 1 else {
            throw HDF5Error(.badContents, "attribute '\(name)' is not one string", at: location)
        }
        return values[0]
    }

    /// The attribute `name`, which is any number of strings of fixed or variable length; nil where there is none.
    package func strings(_ name: String) throws(HDF5Error) -> [String]? {
        try perform { () throws(HDF5Error) in
            let exists = hdf5.H5Aexists(handle.id, name)
            guard exists != 0 else { return nil }
            let attribute = exists < 0 ? -1 : hdf5.H5Aopen(handle.id, name, chdf5_default_properties())
            guard attribute >= 0 else {
                throw HDF5Error(.badContents, "attribute '\(name)' is damaged", at: location)
            }
            defer { _ = hdf5.H5Aclose(attribute) }
            return try readStrings(attribute, name: name)
        }
    }

    private func readStrings(_ attribute: hid_t, name: String) throws(HDF5Error) -> [String] {
        let space = hdf5.H5Aget_space(attribute)
        defer { _ = hdf5.H5Sclose(space) }
        let type = hdf5.H5Aget_type(attribute)
        defer { _ = hdf5.H5Tclose(type) }
        // An empty list is stored as an empty array of numbers.
        let elements = Int(hdf5.H5Sget_simple_extent_npoints(space))
        guard elements != 0 else { return [] }
        guard elements > 0, hdf5.H5Tget_class(type) == H5T_STRING else {
            throw HDF5Error(.badContents, "attribute '\(name)' does not consist of strings", at: location)
        }
        let isVariable = hdf5.H5Tis_variable_str(type) > 0
        let size = isVariable ? HDF5GlobalHeap.referenceByteCount : hdf5.H5Tget_size(type)
        let (byteCount, overflow) = elements.multipliedReportingOverflow(by: size)
        guard size > 0, !overflow, byteCount <= min(bytes.count, HDF5Group.attributeByteLimit) else {
            throw HDF5Error(.badContents, "attribute '\(name)' is implausibly large", at: location)
        }
        var contents = [UInt8](repeating: 0, count: byteCount)
        let memoryType = isVariable ? chdf5_heap_reference(HDF5Library.functions) : hdf5.H5Tcopy(type)
        defer { _ = hdf5.H5Tclose(memoryType) }
        let status = HDF5Group.canReadReferences ? hdf5.H5Aread(attribute, memoryType, &contents) : -1
        let pieces = stride(from: 0, to: byteCount, by: size).map { contents[$0..<$0 + size] }
        guard status >= 0, let strings = isVariable ? heapStrings(pieces) : pieces.map(HDF5Group.string) else {
            throw HDF5Error(.badContents, "attribute '\(name)' is damaged", at: location)
        }
        return strings
    }

    /// The strings that references into the global heap stand for; nil where one of them leads nowhere.
    private func heapStrings(_ references: [ArraySlice<UInt8>]) -> [String]? {
        var heap = HDF5GlobalHeap(file: bytes)
        var strings: [String] = []
        var byteCount = 0
        for reference in references {
            guard let object = heap.object(at: reference) else { return nil }
            // Many references may lead to one object.
            byteCount += object.count
            guard byteCount <= HDF5Group.attributeByteLimit else { return nil }
            strings.append(HDF5Group.string(object))
        }
        return strings
    }

    /// Strings are padded with zeros.
    private static func string(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private var location: String? { path.isEmpty ? nil : path }
}
