import CHDF5
import Synchronization

/// The functions and variables of libhdf5, which ``HDF5Library/load()`` has loaded.
var hdf5: chdf5_library { HDF5Library.functions.pointee }

/// The one door to libhdf5: everything that calls it runs inside ``perform(_:)``.
enum HDF5Library {
    private static let lock = Mutex(())

    /// Where the functions are, and what went wrong when they were loaded, if something did. Safe to share because it is
    /// written once.
    nonisolated(unsafe) private static let loaded: (functions: UnsafePointer<chdf5_library>, problem: String?) = {
        let functions = UnsafeMutablePointer<chdf5_library>.allocate(capacity: 1)
        let problem = chdf5_load(functions).map { String(cString: $0) }
        return (UnsafePointer(functions), problem)
    }()

    /// Where the functions are; only for what has an open file, before which they are loaded.
    static var functions: UnsafePointer<chdf5_library> { loaded.functions }

    /// Loads libhdf5, once for all; throws where it is not there.
    static func load() throws(HDF5Error) {
        guard let problem = loaded.problem else { return }
        throw HDF5Error(
            .libraryMissing,
            "reading HDF5 files needs libhdf5: \(problem); install it (libhdf5-103-1 on Debian 12, hdf5 in Homebrew)")
    }

    /// Runs `body` while no other thread is inside libhdf5, whose builds are not all thread-safe, and without the
    /// library printing its errors. Calls must not be nested.
    static func perform<Result: Sendable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try lock.withLock { (_) throws(Failure) -> Result in
            chdf5_silence_errors(functions)
            return try body()
        }
    }
}

/// An open object of libhdf5, closed with its last reference, which must not be given up inside
/// ``HDF5Library/perform(_:)``.
final class HDF5Handle: Sendable {
    let id: hid_t
    private let bytes: HDF5FileBytes
    private let close: @Sendable (hid_t) -> Void

    /// Takes over `id`; nil where libhdf5 returned no valid identifier.
    /// - Parameter bytes: the bytes of the file that the object is in, which stay until it is closed.
    init?(_ id: hid_t, keeping bytes: HDF5FileBytes, close: @escaping @Sendable (hid_t) -> Void) {
        guard id >= 0 else { return nil }
        self.id = id
        self.bytes = bytes
        self.close = close
    }

    deinit {
        HDF5Library.perform { close(id) }
    }
}
