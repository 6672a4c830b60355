import ModelIR

/// How healthy each weight of a model is. Its JSON form is described in `docs/json.md`.
package struct WeightsReport: Sendable, Encodable {
    package var schema = reportSchema
    package var view = "weights"
    package var file: String
    package var format: String
    package var bytes: Int
    package var weights: [WeightHealth]

    /// Reads all weights, one after the other.
    package init(of contents: ModelContents) throws(InspectError) {
        file = contents.path
        format = contents.format.name
        bytes = contents.byteCount
        weights = []
        for tensor in contents.tensors where tensor.isParameter {
            guard let data = try tensor.read() else { continue }
            let statistics = TensorStatistics(of: data, quantization: tensor.quantization, layout: tensor.channels)
            weights.append(WeightHealth(tensor, statistics))
        }
    }
}

/// How healthy one weight is.
package struct WeightHealth: Sendable, Encodable {
    package var name: String
    /// The first layer that uses it.
    package var layer: String
    /// `weight` or `bias`.
    package var role: TensorContents.Role
    package var type: String
    package var shape: [Int?]
    package var bytes: Int
    package var statistics: ElementStatistics
    /// The share of elements that are zero, 0 to 1.
    package var sparsity: Double
    /// Output channels; 0 where the weight has none.
    package var channels: Int
    /// Channels of which every element is zero, so that nothing passes.
    package var deadChannels: [Int]
    /// The largest magnitude of a channel by that of the channel, not a dead one, with the smallest: with one scale for
    /// all channels, so much of the precision is lost on it. Nil without channels.
    package var channelRatio: Double?

    private enum CodingKeys: String, CodingKey {
        case name, layer, role, type, shape, bytes, statistics, sparsity, channels
        case deadChannels = "dead_channels"
        case channelRatio = "channel_ratio"
    }

    init(_ tensor: TensorContents, _ found: TensorStatistics) {
        name = tensor.name
        layer = tensor.layer
        role = tensor.role
        type = tensor.type.rawValue
        shape = tensor.shape
        bytes = tensor.byteCount
        statistics = found.all
        sparsity = found.all.count == 0 ? 0 : Double(found.all.zeros) / Double(found.all.count)
        // Each element of a bias is a channel of its own, whose zero kills nothing.
        let ownChannels = tensor.role == .bias ? [] : found.channels
        channels = ownChannels.count
        deadChannels = ownChannels.indices.filter { ownChannels[$0].isDead }
        let magnitudes = ownChannels.compactMap(\.magnitude).filter { $0 > 0 }
        channelRatio = magnitudes.max().flatMap { most in magnitudes.min().map { most / $0 } }
    }
}

extension ElementStatistics {
    /// The largest distance from zero; nil where nothing is finite.
    var magnitude: Double? {
        guard let min, let max else { return nil }
        return Swift.max(abs(Double(min)), abs(Double(max)))
    }
}
