import CHDF5
import Synchronization

/// The one door to libhdf5: everything that calls it runs inside ``perform(_:)``.
enum HDF5Library {
    private static let lock = Mutex(())

    /// Runs `body` while no other thread is inside libhdf5, whose builds are not all thread-safe, and without the
    /// library printing its errors. Calls must not be nested.
    static func perform<Result: Sendable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try lock.withLock { (_) throws(Failure) -> Result in
            chdf5_silence_errors()
            return try body()
        }
    }
}

/// An open object of libhdf5, closed with its last reference, which must not be given up inside
/// ``HDF5Library/perform(_:)``.
final class HDF5Handle: Sendable {
    let id: hid_t
    private let close: @Sendable (hid_t) -> Void

    /// Takes over `id`; nil where libhdf5 returned no valid identifier.
    init?(_ id: hid_t, close: @escaping @Sendable (hid_t) -> Void) {
        guard id >= 0 else { return nil }
        self.id = id
        self.close = close
    }

    deinit {
        HDF5Library.perform { close(id) }
    }
}
