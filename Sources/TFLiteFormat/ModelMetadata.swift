import FoundationEssentials
import ModelIR

/// What this package adds to a model, as JSON in the metadata buffer `qconv`.
struct ModelMetadata: Encodable {
    /// The version of this structure.
    var schema = 1
    var provenance: Provenance?
    /// The Keras layer that each operator came from; ``LayerCode`` where the name of its first output tells.
    var layers: [String]

    static let bufferName = "qconv"

    /// What stands in ``layers`` instead of a name that the first output of the operator has.
    private enum LayerCode {
        /// The layer is called like the output.
        static let same = ""
        /// The layer is called like the output up to its last slash.
        static let folder = "/"
    }

    init(_ graph: Graph) {
        provenance = graph.provenance
        layers = graph.nodes.map { node in
            let output = node.outputs.first.map { graph[$0].name } ?? ""
            return node.layer == output
                ? LayerCode.same : node.layer == Self.folder(of: output) ? LayerCode.folder : node.layer
        }
    }

    init(provenance: Provenance?, layers: [String]) {
        self.provenance = provenance
        self.layers = layers
    }

    /// The same bytes for the same content.
    func json() throws(TFLiteError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(self))
        } catch {
            throw TFLiteError(.invalidGraph, "the provenance cannot be written as JSON: \(error)")
        }
    }

    /// The layer of the operator at `index`, whose first output is called `output`; nil where the file does not say.
    func layer(_ index: Int, output: String) -> String? {
        guard layers.indices.contains(index) else { return nil }
        switch layers[index] {
        case LayerCode.same: return output
        case LayerCode.folder: return Self.folder(of: output)
        default: return layers[index]
        }
    }

    /// The part of a name in front of its last slash; nil where it has none.
    private static func folder(of name: String) -> String? { name.lastIndex(of: "/").map { String(name[..<$0]) } }
}
