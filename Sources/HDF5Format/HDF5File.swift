import CHDF5
package import ModelIR
import Synchronization

/// A file in HDF5 format, open for reading.
///
/// What libhdf5 returns is not trusted: sizes are checked against the file's own, and only hard links and the filters
/// that Keras writes are followed. All of HDF5 goes through this type, ``HDF5Group`` and ``HDF5Dataset``.
package struct HDF5File: Sendable {
    /// Where bytes that lie in memory come from, for messages.
    package enum Place: Sendable {
        /// They are part of the file on disk, from this byte on.
        case stored(at: Int)
        /// They were unpacked from something that starts at this byte.
        case packed(at: Int)
    }

    /// The group that holds everything else.
    package let root: HDF5Group

    private static let imageCount = Atomic(0)

    /// Opens the file at `path`.
    package init(_ path: String) throws(HDF5Error) {
        try self.init(HDF5FileBytes(path), path: path, name: "") { _ in 0 }
    }

    /// Opens the file whose bytes lie in `memory`, which is not copied, and kept as long as anything of the file is in use.
    /// - Parameters:
    ///   - name: what messages call the file, in front of the paths inside of it.
    ///   - place: where `memory` comes from.
    package init(_ memory: Memory, name: String, from place: Place) throws(HDF5Error) {
        // libhdf5 tells open files apart by their paths, which nothing on disk may have.
        let path = "/dev/null/\(HDF5File.imageCount.add(1, ordering: .relaxed).newValue)"
        try self.init(HDF5FileBytes(memory, from: place), path: path, name: name) { access in
            let bytes = memory.unretainedBytes
            guard let start = bytes.baseAddress else { return -1 }
            return chdf5_set_image(HDF5Library.functions, access, start, bytes.count)
        }
    }

    /// - Parameter prepare: called with the properties that the file is opened with.
    private init(
        _ bytes: HDF5FileBytes, path: String, name: String, prepare: @Sendable (hid_t) -> herr_t
    ) throws(HDF5Error) {
        let rootOffset: Int
        do {
            let start = bytes.read(0..<HDF5Superblock.maximumByteCount)
            rootOffset = bytes.offset(of: try HDF5Superblock.check(start, fileByteCount: bytes.count))
        } catch {
            throw HDF5Error(error.code, error.message, byteOffset: error.byteOffset.map(bytes.offset(of:)))
        }
        try HDF5Library.load()
        let id = HDF5Library.perform { () -> hid_t in
            let access = hdf5.H5Pcreate(hdf5.H5P_CLS_FILE_ACCESS_ID_g.pointee)
            defer { _ = hdf5.H5Pclose(access) }
            // A read-only file needs no lock, and some network file systems have none.
            _ = hdf5.H5Pset_file_locking(access, false, true)
            // Data sets are read whole: a buffer for each of them, which stays until it is closed, is of no use.
            _ = hdf5.H5Pset_sieve_buf_size(access, 0)
            guard prepare(access) >= 0 else { return -1 }
            return hdf5.H5Fopen(path, chdf5_read_only(), access)
        }
        // What is open keeps the bytes, which libhdf5 may read as long as anything is.
        guard let file = HDF5Handle(id, keeping: bytes, close: { _ = hdf5.H5Fclose($0) }) else {
            throw HDF5Error(
                .badContents, "is damaged: libhdf5 cannot open it", byteOffset: bytes.offset(of: 0))
        }
        let rootID = HDF5Library.perform { hdf5.H5Gopen2(file.id, "/", chdf5_default_properties()) }
        guard let root = HDF5Handle(rootID, keeping: bytes, close: { _ = hdf5.H5Gclose($0) }) else {
            throw HDF5Error(.badContents, "is damaged: it has no root group", byteOffset: rootOffset)
        }
        self.root = HDF5Group(handle: root, file: file, bytes: bytes, path: name, byteOffset: rootOffset)
    }
}
