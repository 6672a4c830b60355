import CHDF5

/// A group of an HDF5 file: attributes, data sets and further groups by name.
package struct HDF5Group: Sendable {
    let handle: HDF5Handle
    /// Keeps the file open.
    let file: HDF5Handle
    let bytes: HDF5FileBytes
    /// The path from the root, without a leading slash and behind the file's own name if it has one; empty for the root
    /// of a file without.
    package let path: String

    /// Whether there is an object at `path`; throws where a step of it is no hard link.
    package func contains(_ path: String) throws(HDF5Error) -> Bool {
        try HDF5Library.perform { () throws(HDF5Error) in try missingStep(of: path) == nil }
    }

    /// The group at `path`, which is relative to this group.
    package func group(_ path: String) throws(HDF5Error) -> HDF5Group {
        let id = try HDF5Library.perform { () throws(HDF5Error) in
            try checkLinks(path)
            return hdf5.H5Gopen2(handle.id, path, chdf5_default_properties())
        }
        guard let group = HDF5Handle(id, keeping: bytes, close: { _ = hdf5.H5Gclose($0) }) else {
            throw HDF5Error(.badContents, "is not a group, or is damaged", at: fullPath(path))
        }
        return HDF5Group(handle: group, file: file, bytes: bytes, path: fullPath(path))
    }

    /// The data set at `path`, which is relative to this group.
    package func dataset(_ path: String) throws(HDF5Error) -> HDF5Dataset {
        try HDF5Library.perform { () throws(HDF5Error) in try checkLinks(path) }
        return try HDF5Dataset(path, in: self)
    }

    /// The first step of `path` that does not exist, if any. Throws unless the others are hard links; soft and external
    /// ones could lead anywhere.
    private func missingStep(of path: String) throws(HDF5Error) -> String? {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[end...].dropFirst().firstIndex(of: "/") ?? path.endIndex
            let step = String(path[..<end])
            switch chdf5_hard_link(HDF5Library.functions, handle.id, step) {
            case 1: continue
            case 0: return step
            default: throw HDF5Error(.badContents, "is not a plain link, or is damaged", at: fullPath(step))
            }
        }
        return nil
    }

    private func checkLinks(_ path: String) throws(HDF5Error) {
        guard let step = try missingStep(of: path) else { return }
        throw HDF5Error(.badContents, "does not exist", at: fullPath(step))
    }

    /// `path` from the root on.
    func fullPath(_ path: String) -> String { self.path.isEmpty ? path : "\(self.path)/\(path)" }
}
