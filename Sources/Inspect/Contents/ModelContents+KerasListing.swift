import KerasImport
import ModelIR

extension ModelContents {
    /// What the Keras file at `path` says of itself where `reason` keeps its model from being understood.
    init(of listing: KerasListing, path: String, byteCount: Int, reason: KerasError) {
        let layers = listing.layers.map { LayerContents($0) }
        self.init(
            path: path, byteCount: byteCount, format: .keras(isArchive: listing.isArchive), name: listing.name ?? "",
            kerasVersion: listing.kerasVersion, provenance: nil, inputs: [], outputs: [],
            parameters: Parameters(stored: layers.reduce(0) { $0 + $1.parameterCount }), layers: layers,
            tensors: layers.flatMap(\.ownWeights))
        notes = [
            reason.noteText,
            "so this is a partial view, of what the file lists: without shapes and work, models inside of it as one row",
        ]
    }
}

extension KerasError {
    /// The error in one line.
    fileprivate var noteText: String {
        guard !unsupportedLayers.isEmpty else { return description }
        let shown = unsupportedLayers.prefix(3).map(\.description).joined(separator: "; ")
        let rest = unsupportedLayers.count - 3
        return "layers that are not supported: \(shown)" + (rest > 0 ? "; and \(rest) more" : "")
    }
}

extension LayerContents {
    fileprivate init(_ layer: KerasListing.Layer) {
        let weights = layer.weights.map { weight in
            let name = weight.name.prefix { $0 != ":" }
            let last = name.split(separator: "/").last.map(String.init) ?? weight.name
            return TensorContents(
                name: name.hasPrefix(layer.name + "/") ? String(name) : "\(layer.name)/\(name)", layer: layer.name,
                role: last == "bias" ? .bias : .weight, type: weight.type, shape: weight.shape, quantization: nil,
                channels: ChannelLayout(ofKerasWeight: last, className: layer.className ?? "", shape: weight.shape),
                elements: .listed(weight))
        }
        self.init(
            name: layer.name, operator: layer.className ?? "?", outputShape: nil, macs: nil, weights: weights,
            ownWeights: weights, activation: nil)
    }
}
