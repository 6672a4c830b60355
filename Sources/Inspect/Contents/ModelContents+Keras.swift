import KerasImport
import ModelIR

extension ModelContents {
    /// What is in `model`, which was read from the file at `path`.
    ///
    /// Shapes and multiply-accumulates are those of the model's graph before anything is folded.
    init(of model: KerasModel, path: String, byteCount: Int) {
        let graph = model.outline
        let macs = graph.nodes.reduce(into: [String: Int]()) { macs, node in
            macs[node.layer] = (macs[node.layer] ?? 0).addingSaturated(graph.multiplyAccumulates(of: node))
        }
        let layers = model.layers.map { LayerContents($0, macs: macs[$0.name] ?? 0) }
        let inputs = graph.inputs.map { Port($0, in: graph, role: .input) }
        let outputs = graph.outputs.map { Port($0, in: graph, role: .output) }
        self.init(
            path: path, byteCount: byteCount, format: .keras(isArchive: model.isArchive), name: model.name,
            kerasVersion: model.kerasVersion, provenance: nil, inputs: inputs, outputs: outputs,
            parameters: Parameters(
                counted: model.parameters.total, trainable: model.parameters.trainable, stored: model.parameters.total),
            layers: layers,
            tensors: inputs.map(\.tensor) + layers.flatMap(\.ownWeights) + outputs.map(\.tensor))
    }
}

extension ModelContents.Format {
    static func keras(isArchive: Bool) -> ModelContents.Format {
        ModelContents.Format(name: isArchive ? "Keras archive" : "Keras HDF5", schemaVersion: nil)
    }
}

extension ModelContents.Port {
    fileprivate init(_ port: Port, in graph: Graph, role: TensorContents.Role) {
        let value = graph[port.value]
        self.init(
            name: port.name,
            tensor: TensorContents(
                name: port.name, layer: port.name, role: role, type: value.type, shape: value.shape.reported,
                quantization: nil, channels: nil, elements: .none))
    }
}

extension LayerContents {
    fileprivate init(_ layer: KerasLayerSummary, macs: Int) {
        let weights = layer.weights.map { weight in
            TensorContents(
                name: "\(layer.name)/\(weight.name)", layer: layer.name,
                role: weight.name == "bias" ? .bias : .weight, type: weight.type, shape: weight.shape,
                quantization: nil,
                channels: ChannelLayout(ofKerasWeight: weight.name, className: layer.className, shape: weight.shape),
                elements: .keras(weight))
        }
        self.init(
            name: layer.name, operator: layer.className, outputShape: layer.outputShapes.first?.reported, macs: macs,
            weights: weights, ownWeights: weights, activation: nil)
    }
}

extension ChannelLayout {
    /// How a weight of a Keras layer belongs to output channels: kernels are HWIO and IO, those of depthwise
    /// convolutions have a channel for each pair of the last two axes; nil for what is no kernel.
    init?(ofKerasWeight name: String, className: String, shape: [Int]) {
        guard shape.count >= 2, name.hasSuffix("kernel") else { return nil }
        let isDepthwise = name == "depthwise_kernel" || className.hasPrefix("Depthwise")
        self.init(count: shape.suffix(isDepthwise ? 2 : 1).reduce(1, *), stride: 1)
    }
}
