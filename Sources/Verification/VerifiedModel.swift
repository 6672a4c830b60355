package import Engine
import Execution
import Files
import ModelIR

/// A model file that is to be verified.
package struct VerifiedModel: Sendable {
    /// What it is called in the report.
    package let name: String
    package let file: String
    package let byteCount: Int
    /// Whether it is a Keras model that runs layer by layer, as it is stored.
    package let isNative: Bool
    package let model: Model

    /// A model that is open already.
    package init(_ model: Model, file: String, byteCount: Int, isNative: Bool) {
        name = file
        self.file = file
        self.byteCount = byteCount
        self.isNative = isNative
        self.model = model
    }

    /// Opens the file at `path`: a Keras model as it is stored, nothing folded; others as they are.
    /// - Parameter name: what to call it; nil for the path.
    package init(contentsOf path: String, name: String? = nil) throws(VerificationError) {
        do throws(ExecutionError) {
            model = try ModelFile.open(path, isNative: true)
        } catch {
            throw VerificationError(.model, error, file: path)
        }
        do throws(FileError) {
            byteCount = try MappedFile.bytes(of: path).byteCount
            isNative = try ModelFileKind(of: path) == .keras
        } catch {
            throw VerificationError(.model, error, file: path)
        }
        self.name = name ?? path
        file = path
    }
}
