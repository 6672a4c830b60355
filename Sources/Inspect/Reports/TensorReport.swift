import ModelIR

/// Everything about some tensors of a file. Its JSON form is described in `docs/json.md`.
package struct TensorReport: Sendable, Encodable {
    package var schema = reportSchema
    package var view = "tensors"
    package var file: String
    package var tensors: [TensorDetails]

    /// Reads the elements of the tensors of these names; throws where there is none of a name, with those that resemble
    /// it.
    package init(of contents: ModelContents, names: [String]) throws(InspectError) {
        file = contents.path
        tensors = []
        for name in names {
            let found = contents.tensors(named: name)
            guard !found.isEmpty else {
                throw InspectError(.usage, "has no tensor '\(name)'" + contents.suggestion(for: name))
            }
            for tensor in found { tensors.append(try TensorDetails(tensor)) }
        }
    }
}

/// Everything about one tensor.
package struct TensorDetails: Sendable, Encodable {
    package var name: String
    /// The layer that makes it, or is the first to use it.
    package var layer: String
    /// `input`, `output`, `activation`, `weight`, `bias` or `constant`.
    package var role: TensorContents.Role
    package var type: String
    /// Dimensions, outermost first; nil for a free batch.
    package var shape: [Int?]
    /// Of the elements; nil for what is computed or given.
    package var bytes: Int?
    package var quantization: QuantizationReport?
    /// Nil where the elements are not in the file; so is `histogram`.
    package var statistics: ElementStatistics?
    package var histogram: Histogram?
    /// For each output channel of a weight, and for each channel with a scale of its own.
    package var channels: [ChannelDetails]

    fileprivate init(_ tensor: TensorContents) throws(InspectError) {
        name = tensor.name
        layer = tensor.layer
        role = tensor.role
        type = tensor.type.rawValue
        shape = tensor.shape
        bytes = tensor.isConstant ? tensor.byteCount : nil
        quantization = tensor.quantization.map { QuantizationReport($0, type: tensor.type) }
        let scaling = Scaling(tensor.quantization)
        guard let data = try tensor.read() else {
            channels = (tensor.quantization?.scales ?? []).indices.dropFirst(scaling.isPerChannel ? 0 : 1).map {
                ChannelDetails(channel: $0, scale: scaling.scale($0), zeroPoint: scaling.zeroPoint($0))
            }
            return
        }
        let found = TensorStatistics(of: data, quantization: tensor.quantization, layout: tensor.channels)
        statistics = found.all
        histogram = Histogram(
            of: data, quantization: tensor.quantization, layout: tensor.channels, statistics: found.all)
        channels = found.channels.enumerated().map { channel, statistics in
            ChannelDetails(
                channel: channel, scale: tensor.quantization.map { _ in scaling.scale(channel) },
                zeroPoint: tensor.quantization.map { _ in scaling.zeroPoint(channel) }, statistics: statistics)
        }
    }
}

/// One channel of a tensor.
package struct ChannelDetails: Sendable, Encodable {
    package var channel: Int
    package var scale: Float?
    package var zeroPoint: Int64?
    package var statistics: ElementStatistics?

    private enum CodingKeys: String, CodingKey {
        case channel, scale
        case zeroPoint = "zero_point"
        case statistics
    }
}
