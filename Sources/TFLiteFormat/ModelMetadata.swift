import FoundationEssentials
import ModelIR

/// What this package adds to a model, as JSON in the metadata buffer `qconv`.
struct ModelMetadata: Codable {
    /// The version of this structure.
    var schema = 1
    var provenance: Provenance?
    /// The Keras layer that each operator came from; ``LayerCode`` where the name of its first output tells.
    var layers: [String]

    static let bufferName = "qconv"

    /// More bytes than any model needs; a larger buffer is not decoded.
    private static let longest = 1 << 24

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

    /// The metadata of a model that has it; what cannot be decoded is left alone, because the model runs without it.
    init?(_ reader: BufferReader, buffers: [Table]) throws(TFLiteError) {
        for entry in try reader.tables(of: reader.root, ModelSlot.metadata) ?? []
        where try reader.string(of: entry, MetadataSlot.name) == Self.bufferName {
            let index = Int(entry.uint32(MetadataSlot.buffer))
            guard buffers.indices.contains(index), let range = try reader.bytes(ofBuffer: buffers[index]),
                range.count <= Self.longest,
                let decoded = try? JSONDecoder().decode(
                    Self.self, from: reader.memory.withUnsafeBytes({ Data($0[range]) })),
                decoded.schema == 1
            else { return nil }
            self = decoded
            return
        }
        return nil
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
