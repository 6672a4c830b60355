import CHDF5

/// A file in HDF5 format, open for reading.
///
/// What libhdf5 returns is not trusted: sizes are checked against the file's own, and only hard links and the filters
/// that Keras writes are followed. All of HDF5 goes through this type, ``HDF5Group`` and ``HDF5Dataset``.
package struct HDF5File: Sendable {
    /// The group that holds everything else.
    package let root: HDF5Group

    /// Opens the file at `path`.
    package init(_ path: String) throws(HDF5Error) {
        let bytes = try HDF5FileBytes(path)
        try HDF5Superblock.check(bytes.read(0..<HDF5Superblock.maximumByteCount), fileByteCount: bytes.count)
        try HDF5Library.load()
        let id = HDF5Library.perform {
            let access = hdf5.H5Pcreate(hdf5.H5P_CLS_FILE_ACCESS_ID_g.pointee)
            defer { _ = hdf5.H5Pclose(access) }
            // A read-only file needs no lock, and some network file systems have none.
            _ = hdf5.H5Pset_file_locking(access, false, true)
            // Data sets are read whole: a buffer for each of them, which stays until it is closed, is of no use.
            _ = hdf5.H5Pset_sieve_buf_size(access, 0)
            return hdf5.H5Fopen(path, chdf5_read_only(), access)
        }
        guard let file = HDF5Handle(id, close: { _ = hdf5.H5Fclose($0) }) else {
            throw HDF5Error(.badContents, "is damaged: libhdf5 cannot open it")
        }
        let rootID = HDF5Library.perform { hdf5.H5Gopen2(file.id, "/", chdf5_default_properties()) }
        guard let root = HDF5Handle(rootID, close: { _ = hdf5.H5Gclose($0) }) else {
            throw HDF5Error(.badContents, "is damaged: it has no root group")
        }
        self.root = HDF5Group(handle: root, file: file, bytes: bytes, path: "")
    }
}
