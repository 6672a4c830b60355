import JSONFormat
import ModelIR

// By hand, because a decoder of `Decodable` values takes longer than all that is decoded from a small model otherwise.
extension ModelMetadata {
    /// More bytes than any model needs; a larger buffer is not decoded.
    private static let longest = 1 << 24

    /// The metadata of a model that has it; what cannot be decoded is left alone, because the model runs without it.
    init?(_ reader: BufferReader, buffers: [Table]) throws(TFLiteError) {
        for entry in try reader.tables(of: reader.root, ModelSlot.metadata) ?? []
        where try reader.string(of: entry, MetadataSlot.name) == Self.bufferName {
            let index = Int(entry.uint32(MetadataSlot.buffer))
            guard buffers.indices.contains(index), let range = try reader.bytes(ofBuffer: buffers[index]),
                range.count <= Self.longest
            else { return nil }
            let text = reader.memory.withUnsafeBytes { String(decoding: $0[range], as: UTF8.self) }
            self.init(json: text)
            return
        }
        return nil
    }

    /// Nil where the text is not of this schema, or lacks something.
    private init?(json: String) {
        guard let root = try? JSONParser.parse(json), root["schema"]?.integer == 1,
            let layers = root["layers"]?.strings
        else { return nil }
        let stored = root["provenance"].flatMap { $0.isNull ? nil : $0 }
        guard let stored else {
            self.init(provenance: nil, layers: layers)
            return
        }
        guard let provenance = Provenance(stored) else { return nil }
        self.init(provenance: provenance, layers: layers)
    }
}

extension Provenance {
    fileprivate init?(_ stored: JSONValue) {
        guard let tool = stored["tool"]?.string, let source = stored["source"]?.string,
            let sourceSHA256 = stored["sourceSHA256"]?.string, let options = stored["options"]?.strings,
            let parameters = stored["parameters"].flatMap(ParameterCount.init)
        else { return nil }
        self.init(
            tool: tool, source: source, sourceSHA256: sourceSHA256, kerasVersion: stored["kerasVersion"]?.string,
            options: options, parameters: parameters)
        precision = stored["precision"]?.string
        if let stored = stored["calibration"], !stored.isNull {
            guard let calibration = Calibration(stored) else { return nil }
            self.calibration = calibration
        }
    }
}

extension ParameterCount {
    fileprivate init?(_ stored: JSONValue) {
        guard let total = stored["total"]?.integer, let trainable = stored["trainable"]?.integer else { return nil }
        self.init(total: total, trainable: trainable)
    }
}

extension Provenance.Calibration {
    fileprivate init?(_ stored: JSONValue) {
        guard let method = stored["method"]?.string, let part = stored["part"]?.string,
            let available = stored["available"]?.integer,
            let classes = stored["classes"]?.array, classes.allSatisfy({ $0.integer != nil }),
            let seed = stored["seed"]?.unsignedInteger, let samples = stored["samples"]?.string,
            let digest = stored["digest"]?.string
        else { return nil }
        self.init(
            method: method, part: part, available: available, fraction: stored["fraction"]?.number,
            count: stored["count"]?.integer, classes: classes.compactMap(\.integer), seed: seed,
            samples: SampleRuns(text: samples), digest: digest)
    }
}

extension JSONValue {
    /// The elements of an array of strings.
    fileprivate var strings: [String]? {
        guard let array else { return nil }
        let strings = array.compactMap(\.string)
        return strings.count == array.count ? strings : nil
    }
}
