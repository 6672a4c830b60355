import Convert
import Engine
import Execution
import Files
package import Inspect
package import ModelIR

/// One of the two models of a comparison.
package struct ComparedModel: Sendable {
    package let contents: ModelContents
    /// Whether it is a Keras model, which has to be prepared before it is like a converted one.
    let isKeras: Bool
    /// The model as its file has it, layer by layer for a Keras model; nil where its layers are not all known.
    let stored: Graph?

    package var path: String { contents.path }

    /// Opens the file at `path`.
    /// - Throws: what is wrong with the file; a Keras model with layers that are not known is no error.
    package init(contentsOf path: String) throws(InspectError) {
        contents = try Inspection.open(path)
        do {
            isKeras = try ModelFileKind(of: path) != .tflite
        } catch {
            throw InspectError(error)
        }
        // The view of a model that is not understood has no inputs, and says why.
        let isUnderstood = !isKeras || !contents.inputs.isEmpty
        do throws(ExecutionError) {
            stored = isUnderstood ? try ModelFile.open(path, isNative: true).graph : nil
        } catch {
            throw InspectError(error)
        }
    }

    /// A converted model that was made in memory.
    package init(of graph: Graph, path: String, byteCount: Int) {
        contents = ModelContents(of: graph, path: path, byteCount: byteCount)
        isKeras = false
        stored = graph
    }

    /// The graph that a conversion to FP32 would write of a Keras model; other models as they are.
    func prepared() throws(InspectError) -> Graph? {
        guard isKeras, stored != nil else { return stored }
        do throws(ExecutionError) {
            return try ModelFile.open(path).graph
        } catch {
            throw InspectError(error)
        }
    }
}

extension Graph {
    /// Whether it is an int8 model of ours: biases of linear layers moved forward, linear stages in units of their own.
    var hasUnits: Bool {
        provenance.map { $0.precision == "int8" && $0.tool.hasPrefix("qconv ") } ?? false
    }

    /// Whether it holds and computes real numbers, and no integers in their place.
    var isFloat: Bool { values.allSatisfy { !$0.isQuantized } }
}
