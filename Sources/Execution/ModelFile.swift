import Convert
package import Engine
import Files
import ModelIR
import TFLiteFormat

/// Model files of every kind, opened for the engine.
package enum ModelFile {
    /// The model in the file at `path`; a Keras model is converted in memory, so that what runs is what a conversion
    /// would write.
    package static func open(_ path: String) throws(ExecutionError) -> Model {
        do {
            switch try ModelFileKind(of: path) {
            case .tflite: return try Model(graph: try TFLiteFile.open(path))
            case .kerasHDF5: return try Model(graph: try Conversion(source: path).graph())
            }
        } catch let error as any DiagnosedError {
            throw ExecutionError(.model, error, file: path)
        } catch {
            throw ExecutionError(.model, "\(path): \(error)", kind: .internalFault)
        }
    }
}
