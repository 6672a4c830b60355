package import Files
package import ModelIR

/// Models in the TFLite format, which `.qf` and `.tflite` files hold.
package enum TFLiteFile {
    /// The model as a file has it. The constants are not copied: they stay where the graph has them.
    package static func encode(_ graph: consuming Graph) throws(TFLiteError) -> EncodedModel {
        var graph = graph
        graph.compact()
        do {
            try graph.validate()
        } catch {
            throw TFLiteError(.invalidGraph, error.message, at: error.location)
        }
        return try ModelWriter.encode(graph)
    }

    /// The model in `memory`. Constants of the graph are views of it.
    ///
    /// Where an operator cannot live with an open batch, the whole model gets the batch size that the file has.
    package static func decode(_ memory: Memory) throws(TFLiteError) -> Graph {
        let model = try StoredModel(memory)
        // Tables are pointers into the memory that the model's reader holds.
        defer { withExtendedLifetime(model) {} }
        do {
            return try GraphReader.graph(of: model, keepsBatchOpen: true)
        } catch {
            guard error.code == .shapeConflict, let graph = try? GraphReader.graph(of: model, keepsBatchOpen: false)
            else { throw error }
            return graph
        }
    }

    /// The model in the file at `path`, which is mapped into memory and stays mapped as long as the graph lives.
    package static func open(_ path: String) throws(TFLiteFileError) -> Graph {
        let memory: Memory
        do {
            memory = try MappedFile.bytes(of: path)
        } catch {
            throw .file(error)
        }
        do {
            return try decode(memory)
        } catch {
            throw .format(error, path: path)
        }
    }
}

/// A model file that could not be opened, or that is no sound model.
package enum TFLiteFileError: DiagnosedError {
    case file(FileError)
    case format(TFLiteError, path: String)

    package var kind: FailureKind {
        switch self {
        case .file(let error): error.kind
        case .format(let error, _): error.kind
        }
    }

    package var description: String {
        switch self {
        case .file(let error): error.description
        case .format(let error, let path): "\(path): \(error)"
        }
    }
}
