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
    /// Where the group starts in the file on disk.
    package let byteOffset: Int

    /// Whether there is an object at `path`; throws where a step of it is no hard link.
    package func contains(_ path: String) throws(HDF5Error) -> Bool {
        try perform { () throws(HDF5Error) in try missingStep(of: path) == nil }
    }

    /// The group at `path`, which is relative to this group.
    package func group(_ path: String) throws(HDF5Error) -> HDF5Group {
        let (id, start) = try perform { () throws(HDF5Error) in
            try checkLinks(path)
            return (hdf5.H5Gopen2(handle.id, path, chdf5_default_properties()), offset(of: path))
        }
        guard let group = HDF5Handle(id, keeping: bytes, close: { _ = hdf5.H5Gclose($0) }) else {
            throw HDF5Error(
                .badContents, "is not a group, or is damaged", at: fullPath(path), byteOffset: start)
        }
        return HDF5Group(handle: group, file: file, bytes: bytes, path: fullPath(path), byteOffset: start)
    }

    /// The data set at `path`, which is relative to this group.
    package func dataset(_ path: String) throws(HDF5Error) -> HDF5Dataset {
        try perform { () throws(HDF5Error) in try checkLinks(path) }
        return try HDF5Dataset(path, in: self)
    }

    /// Runs `body` inside of libhdf5, and tells of its failures where the object at `path` is, or the group.
    func perform<Result: Sendable>(
        at path: String? = nil, _ body: () throws(HDF5Error) -> Result
    ) throws(HDF5Error) -> Result {
        try HDF5Library.perform { () throws(HDF5Error) in
            do throws(HDF5Error) {
                return try body()
            } catch {
                var error = error
                error.byteOffset = error.byteOffset ?? path.map(offset(of:)) ?? byteOffset
                throw error
            }
        }
    }

    /// Where the object at `path` starts in the file on disk; the group where that cannot be said.
    private func offset(of path: String) -> Int {
        let address = chdf5_address(HDF5Library.functions, handle.id, path)
        return Int(exactly: address).flatMap { $0 < bytes.count ? bytes.offset(of: $0) : nil } ?? byteOffset
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
