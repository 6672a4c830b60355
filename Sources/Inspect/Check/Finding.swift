/// Something that is wrong with a file, or doubtful.
package struct Finding: Sendable, Encodable, Hashable {
    /// How bad it is, the worst first.
    package enum Severity: String, Sendable, Encodable, CaseIterable {
        /// A runtime refuses the file, or computes something else than is meant.
        case error
        /// It runs, and is probably not what somebody wanted.
        case warning
        /// Worth knowing.
        case note
    }

    package var severity: Severity
    /// What was checked, in a few words that stay the same: `bias-scale`.
    package var rule: String
    /// What is wrong.
    package var message: String
    /// What to do about it.
    package var advice: String
    /// The Keras layer, where it is known.
    package var layer: String?
    /// The operator with its index: `CONV_2D 3`.
    package var `operator`: String?
    package var tensor: String?
    /// Where what it is about starts in the file: a table, an object of HDF5, a member of an archive.
    package var byteOffset: Int?

    private enum CodingKeys: String, CodingKey {
        case severity, rule, message, advice, layer, `operator`, tensor
        case byteOffset = "byte_offset"
    }

    package init(
        _ severity: Severity, _ rule: String, _ message: String, advice: String, layer: String? = nil,
        operator: String? = nil, tensor: String? = nil, byteOffset: Int? = nil
    ) {
        self.severity = severity
        self.rule = rule
        self.message = message
        self.advice = advice
        self.layer = layer
        self.operator = `operator`
        self.tensor = tensor
        self.byteOffset = byteOffset
    }

    /// What to do about numbers that quantization has chosen.
    static let quantizeAgain = "quantize the model again from its Keras file"
    static let trainAgain = "train the model again, from weights that are still finite"
    static let pruneChannels = "they cost time and give a constant; prune them, or look at how the layer was trained"

    /// Where it is, in words; empty for the whole file.
    var place: String {
        let parts = [layer, self.operator, tensor.map { "tensor '\($0)'" }, byteOffset.map { "byte \($0)" }]
        return parts.compactMap(\.self).joined(separator: ", ")
    }
}
