import Convert
package import Engine
import Files
import ModelIR
import TFLiteFormat

/// Model files of every kind, opened for the engine.
package enum ModelFile {
    /// The model in the file at `path`; a Keras model is converted in memory, so that what runs is what a conversion
    /// would write.
    /// - Parameter isNative: whether a Keras model is to run layer by layer instead, as it is stored.
    package static func open(_ path: String, isNative: Bool = false) throws(ExecutionError) -> Model {
        do {
            switch try ModelFileKind(of: path) {
            case .tflite: return try Model(graph: try TFLiteFile.open(path))
            case .keras:
                let conversion = Conversion(source: path)
                return try Model(graph: isNative ? conversion.nativeGraph() : conversion.graph())
            }
        } catch let error as any DiagnosedError {
            throw ExecutionError(.model, error, file: path)
        } catch {
            throw ExecutionError(.model, "\(path): \(error)", kind: .internalFault)
        }
    }
}
