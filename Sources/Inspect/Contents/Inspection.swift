import Files
import KerasImport
import ModelIR
import TFLiteFormat

/// Opens model files.
package enum Inspection {
    /// What is in the file at `path`, whose kind its content tells.
    package static func open(_ path: String) throws(InspectError) -> ModelContents {
        do {
            let byteCount = try MappedFile.bytes(of: path).byteCount
            switch try ModelFileKind(of: path) {
            case .tflite: return ModelContents(of: try TFLiteFile.open(path), path: path, byteCount: byteCount)
            case .keras: return try keras(path, byteCount: byteCount)
            }
        } catch let error as InspectError {
            throw error
        } catch let error as any DiagnosedError {
            throw InspectError(error)
        } catch {
            throw InspectError(fault: "\(path): \(error)")
        }
    }

    /// A file whose layers are not all known is shown as far as it describes itself.
    private static func keras(_ path: String, byteCount: Int) throws(KerasError) -> ModelContents {
        do {
            return ModelContents(of: try KerasModel(contentsOf: path), path: path, byteCount: byteCount)
        } catch {
            guard [.unsupportedLayers, .notAModel].contains(error.code),
                let listing = try KerasListing(contentsOf: path)
            else { throw error }
            return ModelContents(of: listing, path: path, byteCount: byteCount, reason: error)
        }
    }
}
