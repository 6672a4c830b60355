import HDF5Format
package import ModelIR

/// A Keras model in a full-model HDF5 file (`model.save('model.h5')`) of Keras 1.2 to 3.
package struct KerasModel: Sendable {
    /// The name that the model has in Keras.
    package let name: String
    /// The version of Keras that wrote the file, where it says so.
    package let kerasVersion: String?
    /// Parameters as Keras counts them.
    package let parameters: ParameterCount
    /// All layers in the order in which the file lists them, those of nested models in their place.
    package let layers: [KerasLayerSummary]
    /// The graph that ``makeGraph()`` makes, with zeros for weights: nothing was read for it.
    package let outline: Graph

    private let model: LayerGraph
    private let weights: WeightTable

    /// Reads the model in the file at `path`, without the values of its weights.
    ///
    /// Everything is checked that can be without them: every layer is known, every weight is there and has the shape
    /// that its layer needs, and every layer's inputs fit.
    package init(contentsOf path: String) throws(KerasError) {
        let file = try reading { () throws(HDF5Error) in try HDF5File(path) }
        guard let text = try reading({ () throws(HDF5Error) in try file.root.string("model_config") }) else {
            let hasWeights = try WeightTable.layerNames(in: file.root) != nil
            throw KerasError(
                .notAModel,
                hasWeights
                    ? "holds the weights of a model, but not the model; save it with model.save"
                    : "is an HDF5 file, but holds no Keras model (no attribute 'model_config')")
        }
        let configuration: JSONValue
        do {
            configuration = try JSONParser.parse(text)
        } catch {
            throw KerasError(.badConfiguration, "\(error.message) at byte \(error.offset)", at: "model_config")
        }
        let version = try reading { () throws(HDF5Error) in try file.root.string("keras_version") }
        kerasVersion = version
        // Files say which version wrote them since Keras 1.1.
        let generation = version.flatMap { Int($0.prefix { $0 != "." }) } ?? 1

        model = try ModelDecoder.decode(
            configuration, kerasGeneration: generation, layerNames: WeightTable.layerNames(in: file.root) ?? [])
        weights = try WeightTable(of: model, in: file.root, kerasGeneration: generation)
        name = model.name
        parameters = weights.parameters
        let lowered = try Lowering.lower(model, weights: weights, readsWeights: false)
        outline = lowered.graph
        layers = KerasLayerSummary.all(of: model, weights: weights, outputShapes: lowered.outputShapes)
    }

    /// The model as a graph, one layer after the other and nothing folded; reads the weights.
    ///
    /// Inputs and outputs have Keras's names. The result of a layer is named like the layer, with the names of nested
    /// models in front (`outer/inner`), and `#2` and so on behind from the second call of a shared layer on.
    package func makeGraph() throws(KerasError) -> Graph {
        try Lowering.lower(model, weights: weights, readsWeights: true).graph
    }
}
