import KerasImport
import ModelIR

extension ModelReport {
    /// What is in `model`, which was read from the file at `path`.
    ///
    /// Shapes and multiply-accumulates are those of the model's graph before anything is folded.
    init(of model: KerasModel, path: String, byteCount: Int) throws(KerasError) {
        let graph = try model.makeGraph()
        let macs = graph.nodes.reduce(into: [String: Int]()) { macs, node in
            macs[node.layer] = (macs[node.layer] ?? 0).addingSaturated(graph.multiplyAccumulates(of: node))
        }
        var layers: [LayerReport] = []
        for layer in model.layers { layers.append(try LayerReport(layer, macs: macs[layer.name] ?? 0)) }
        self.init(
            file: path, bytes: byteCount, format: "Keras HDF5", name: model.name, kerasVersion: model.kerasVersion,
            origin: nil, inputs: graph.inputs.map { Port($0, in: graph) },
            outputs: graph.outputs.map { Port($0, in: graph) },
            parameters: Parameters(
                total: model.parameters.total, trainable: model.parameters.trainable, stored: model.parameters.total,
                note: nil),
            macs: macs.values.reduce(0) { $0.addingSaturated($1) },
            operators: Self.count(model.layers.map(\.className)), layers: layers)
    }
}

extension LayerReport {
    fileprivate init(_ layer: KerasLayerSummary, macs: Int) throws(KerasError) {
        var range: WeightRange?
        var byteCount = 0
        for weight in layer.weights {
            let values = try weight.read()
            let found = WeightRange(of: values, shape: Shape(weight.shape), quantization: nil)
            range = range?.union(found) ?? found
            byteCount += weight.count * weight.type.byteCount
        }
        self.init(
            name: layer.name, operator: layer.className, outputShape: layer.outputShapes.first?.reported ?? [],
            parameters: layer.parameters.total, bytes: byteCount, macs: macs, weights: range)
    }
}
