import KerasImport

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A file that is removed at the end.
final class TemporaryFile {
    let path: String
    private let descriptor: Int32

    init() {
        var template = Array("/tmp/keras-import-tests.XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func write(_ bytes: ArraySlice<UInt8>) {
        _ = ftruncate(descriptor, 0)
        _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    func append(_ byte: UInt8) {
        _ = withUnsafeBytes(of: byte) { pwrite(descriptor, $0.baseAddress, 1, lseek(descriptor, 0, SEEK_END)) }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// The error that reading the model in it ends with.
    func importError() -> KerasError? {
        do throws(KerasError) {
            _ = try KerasModel(contentsOf: path).makeGraph()
            return nil
        } catch {
            return error
        }
    }
}
