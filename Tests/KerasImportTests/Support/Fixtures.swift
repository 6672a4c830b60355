import KerasImport
import ModelIR
import NumPyFormat
import Testing

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
}
