import CHDF5

/// A group of an HDF5 file: attributes, data sets and further groups by name.
package struct HDF5Group: Sendable {
    let handle: HDF5Handle
    /// Keeps the file open.
    let file: HDF5Handle
    let fileByteCount: Int
    /// The path from the root, without a leading slash; empty for the root.
    package let path: String

    /// Whether there is an object at `path`, reached by hard links alone.
    package func contains(_ path: String) -> Bool {
        (try? HDF5Library.perform { () throws(KerasError) in try checkLinks(path) }) != nil
    }

    /// The group at `path`, which is relative to this group.
    package func group(_ path: String) throws(KerasError) -> HDF5Group {
        let id = try HDF5Library.perform { () throws(KerasError) in
            try checkLinks(path)
            return H5Gopen2(handle.id, path, chdf5_default_properties())
        }
        guard let group = HDF5Handle(id, close: { H5Gclose($0) }) else {
            throw KerasError(.badContents, "is not a group, or is damaged", at: fullPath(path))
        }
        return HDF5Group(handle: group, file: file, fileByteCount: fileByteCount, path: fullPath(path))
    }

    /// The data set at `path`, which is relative to this group.
    package func dataset(_ path: String) throws(KerasError) -> HDF5Dataset {
        let id = try HDF5Library.perform { () throws(KerasError) in
            try checkLinks(path)
            return H5Dopen2(handle.id, path, chdf5_default_properties())
        }
        guard let dataset = HDF5Handle(id, close: { H5Dclose($0) }) else {
            throw KerasError(.badContents, "is not a data set, or is damaged", at: fullPath(path))
        }
        return try HDF5Dataset(handle: dataset, file: file, fileByteCount: fileByteCount, path: fullPath(path))
    }

    /// Throws unless every step of `path` is a hard link; soft and external ones could lead anywhere.
    private func checkLinks(_ path: String) throws(KerasError) {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[end...].dropFirst().firstIndex(of: "/") ?? path.endIndex
            let step = String(path[..<end])
            switch chdf5_hard_link(handle.id, step) {
            case 1: continue
            case 0: throw KerasError(.badContents, "does not exist", at: fullPath(step))
            default: throw KerasError(.badContents, "is not a plain link, or is damaged", at: fullPath(step))
            }
        }
    }

    private func fullPath(_ path: String) -> String { self.path.isEmpty ? path : "\(self.path)/\(path)" }
}
