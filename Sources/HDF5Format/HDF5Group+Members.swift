import CHDF5

extension HDF5Group {
    /// Models have a few thousand at most.
    private static var memberLimit: Int { 100_000 }
    private static var nameByteLimit: Int { 1 << 12 }
    private static var depthLimit: Int { 32 }

    /// The names of what is in the group; numbers in their order, everything else as HDF5 sorts it.
    package func memberNames() throws(HDF5Error) -> [String] {
        let names = try perform { () throws(HDF5Error) -> [String] in
            var info = H5G_info_t()
            guard hdf5.H5Gget_info(handle.id, &info) >= 0, info.nlinks <= HDF5Group.memberLimit else {
                throw HDF5Error(.badContents, "is damaged: its members cannot be listed", at: path)
            }
            var names: [String] = []
            for index in 0..<info.nlinks {
                var name = [CChar](repeating: 0, count: HDF5Group.nameByteLimit)
                let length = hdf5.H5Lget_name_by_idx(
                    handle.id, ".", H5_INDEX_NAME, H5_ITER_INC, index, &name, name.count, chdf5_default_properties())
                guard length > 0, length < name.count else {
                    throw HDF5Error(.badContents, "is damaged: the name of a member cannot be read", at: path)
                }
                names.append(String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self))
            }
            return names
        }
        let numbers = names.compactMap { Int($0) }
        return numbers.count == names.count ? zip(numbers, names).sorted { $0.0 < $1.0 }.map(\.1) : names
    }

    /// Every data set in the group and in groups inside of it, with its path relative to this group.
    package func datasets() throws(HDF5Error) -> [(name: String, value: HDF5Dataset)] {
        try datasets(depth: 0)
    }

    private func datasets(depth: Int) throws(HDF5Error) -> [(name: String, value: HDF5Dataset)] {
        guard depth < HDF5Group.depthLimit else {
            throw HDF5Error(.badContents, "is nested implausibly deep", at: path, byteOffset: byteOffset)
        }
        var found: [(name: String, value: HDF5Dataset)] = []
        for name in try memberNames() {
            if try isGroup(name) {
                found += try group(name).datasets(depth: depth + 1).map { ("\(name)/\($0.name)", $0.value) }
            } else {
                found.append((name, try dataset(name)))
            }
        }
        return found
    }

    private func isGroup(_ name: String) throws(HDF5Error) -> Bool {
        guard try contains(name) else { return false }
        return HDF5Library.perform {
            let id = hdf5.H5Gopen2(handle.id, name, chdf5_default_properties())
            guard id >= 0 else { return false }
            _ = hdf5.H5Gclose(id)
            return true
        }
    }
}
