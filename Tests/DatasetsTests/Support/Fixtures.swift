import Datasets
import ModelIR
import NumPyFormat

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Files that tests read.
enum Fixtures {
    /// The path of a file of `Tests/Fixtures/data`.
    static func path(_ name: String) -> String {
        #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/Fixtures/data/\(name)"
    }

    static func image(_ height: Int, _ width: Int, _ channels: Int) -> [DataInput] {
        [DataInput(name: "image", shape: [height, width, channels], type: .float32)]
    }

    /// What the arrays of `Tests/Fixtures/data/arrays` feed.
    static let small = image(4, 5, 1)
}

/// A folder that is removed at the end.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/datasets-tests.XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? ""
    }

    /// The path of a file in the folder, whose own folders are made.
    func file(_ name: String) -> String {
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/\(part)"
            mkdir(folder, 0o700)
        }
        return "\(path)/\(name)"
    }

    func write(_ bytes: some Collection<UInt8>, to name: String) {
        // Some file systems wait for the disk when a file that exists is written anew.
        unlink(file(name))
        let descriptor = open(file(name), O_WRONLY | O_CREAT | O_EXCL, 0o600)
        _ = Array(bytes).withUnsafeBytes { writeAll(descriptor, $0) }
        close(descriptor)
    }

    private func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    deinit { removeAll(path) }

    private func removeAll(_ path: String) {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { removeAll("\(path)/\(name)") }
            }
            closedir(folder)
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}

/// The bytes of a file.
func bytes(of path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    let count = max(0, Int(lseek(descriptor, 0, SEEK_END)))
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        filled = max(0, pread(descriptor, buffer.baseAddress, count, 0))
    }
}

extension DataPart {
    /// The samples at `indices` of input `name`, one after the other, read `size` at a time.
    func floats(_ indices: [Int]? = nil, size: Int = 4, input name: String = "image") throws -> [Float] {
        var batches = batches(of: indices ?? Array(0..<count), size: size)
        var all: [Float] = []
        while let batch = try batches.next() { all += batch.inputs[name]?.floats() ?? [] }
        return all
    }
}

/// The error that `body` ends with.
func dataError<Result: ~Copyable>(_ body: () throws -> Result) -> DataError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? DataError
    }
}
