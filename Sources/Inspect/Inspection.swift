import Files
import KerasImport
import ModelIR
import TFLiteFormat

/// Finds out what is in model files.
package enum Inspection {
    /// What is in the file at `path`, whose kind its content tells.
    package static func report(on path: String) throws(InspectError) -> ModelReport {
        do {
            let byteCount = try MappedFile.bytes(of: path).byteCount
            switch try ModelFileKind(of: path) {
            case .tflite: return ModelReport(of: try TFLiteFile.open(path), path: path, byteCount: byteCount)
            case .kerasHDF5:
                return try ModelReport(of: try KerasModel(contentsOf: path), path: path, byteCount: byteCount)
            }
        } catch let error as any DiagnosedError {
            throw InspectError(error)
        } catch {
            throw InspectError(fault: "\(path): \(error)")
        }
    }
}
