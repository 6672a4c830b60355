import CHDF5

extension HDF5Group {
    /// The most bytes that an attribute may take: the configuration of the largest models has a few megabytes.
    private static var attributeByteLimit: Int { 1 << 28 }

    /// The attribute `name`, which is one string of fixed or variable length; nil where there is none.
    package func string(_ name: String) throws(KerasError) -> String? {
        guard let values = try strings(name) else { return nil }
        guard values.count == 1 else {
            throw KerasError(.badContents, "attribute '\(name)' is not one string", at: location)
        }
        return values[0]
    }

    /// The attribute `name`, which is any number of strings of fixed or variable length; nil where there is none.
    package func strings(_ name: String) throws(KerasError) -> [String]? {
        try HDF5Library.perform { () throws(KerasError) in
            let exists = H5Aexists(handle.id, name)
            guard exists != 0 else { return nil }
            let attribute = exists < 0 ? -1 : H5Aopen(handle.id, name, chdf5_default_properties())
            guard attribute >= 0 else {
                throw KerasError(.badContents, "attribute '\(name)' is damaged", at: location)
            }
            defer { H5Aclose(attribute) }
            return try readStrings(attribute, name: name)
        }
    }

    private func readStrings(_ attribute: hid_t, name: String) throws(KerasError) -> [String] {
        let space = H5Aget_space(attribute)
        defer { H5Sclose(space) }
        let type = H5Aget_type(attribute)
        defer { H5Tclose(type) }
        // An empty list is stored as an empty array of numbers.
        let elements = Int(H5Sget_simple_extent_npoints(space))
        guard elements != 0 else { return [] }
        guard elements > 0, H5Tget_class(type) == H5T_STRING else {
            throw KerasError(.badContents, "attribute '\(name)' does not consist of strings", at: location)
        }
        let isVariable = H5Tis_variable_str(type) > 0
        let size = isVariable ? MemoryLayout<UnsafeMutablePointer<CChar>?>.size : H5Tget_size(type)
        let (byteCount, overflow) = elements.multipliedReportingOverflow(by: size)
        // A string of variable length takes 16 bytes in the attribute, besides its characters elsewhere in the file.
        guard size > 0, !overflow, byteCount <= min(fileByteCount, HDF5Group.attributeByteLimit) else {
            throw KerasError(.badContents, "attribute '\(name)' is implausibly large", at: location)
        }
        let strings =
            isVariable
            ? readVariable(attribute, type: type, space: space, count: elements)
            : readFixed(attribute, type: type, count: elements, size: size)
        guard let strings else { throw KerasError(.badContents, "attribute '\(name)' is damaged", at: location) }
        return strings
    }

    private func readVariable(_ attribute: hid_t, type: hid_t, space: hid_t, count: Int) -> [String]? {
        let pointers = UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: count)
        pointers.initialize(repeating: nil)
        defer { pointers.deallocate() }
        guard H5Aread(attribute, type, pointers.baseAddress) >= 0 else { return nil }
        defer { H5Dvlen_reclaim(type, space, chdf5_default_properties(), pointers.baseAddress) }
        return pointers.map { $0.map { String(cString: $0) } ?? "" }
    }

    private func readFixed(_ attribute: hid_t, type: hid_t, count: Int, size: Int) -> [String]? {
        var bytes = [UInt8](repeating: 0, count: count * size)
        guard H5Aread(attribute, type, &bytes) >= 0 else { return nil }
        return (0..<count).map { index in
            // Strings are padded with zeros, or with spaces where Fortran wrote them.
            String(decoding: bytes[index * size..<(index + 1) * size].prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private var location: String? { path.isEmpty ? nil : path }
}
