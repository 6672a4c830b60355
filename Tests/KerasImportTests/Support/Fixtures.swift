import KerasImport
import ModelIR
import NumPyFormat
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Files that tests read.
enum Fixtures {
    /// The top folder of the repository.
    static let repository = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()

    /// The path of a file of `Tests/Fixtures/keras`.
    static func path(_ name: String) -> String { "\(repository)/Tests/Fixtures/keras/\(name)" }

    /// The arrays that lie beside the model `name`.
    static func arrays(of name: String) throws -> [String: Tensor] {
        try NumPyFile.arrays(at: path("\(name).npz"))
    }

    /// The error that reading the model in the file `name` ends with.
    static func error(of name: String) -> KerasError? {
        do throws(KerasError) {
            _ = try KerasModel(contentsOf: path(name)).makeGraph()
            return nil
        } catch {
            return error
        }
    }

    /// The bytes of the file `name`.
    static func bytes(of name: String) throws -> [UInt8] {
        let descriptor = open(path(name), O_RDONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var status = stat()
        fstat(descriptor, &status)
        return [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            count = read(descriptor, buffer.baseAddress, buffer.count)
        }
    }
}
