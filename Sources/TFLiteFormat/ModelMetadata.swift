import FoundationEssentials
import ModelIR

/// What this package adds to a model, as JSON in the metadata buffer `qconv`.
struct ModelMetadata: Codable {
    /// The version of this structure.
    var schema = 1
    var provenance: Provenance?
    /// The Keras layer that each operator came from.
    var layers: [String]

    static let bufferName = "qconv"

    /// More bytes than any model needs; a larger buffer is not decoded.
    private static let longest = 1 << 24

    init(provenance: Provenance?, layers: [String]) {
        self.provenance = provenance
        self.layers = layers
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

    func layer(_ index: Int) -> String? { layers.indices.contains(index) ? layers[index] : nil }
}
