import HDF5Format
package import ModelIR

/// A Keras model in a file that `model.save` wrote: HDF5 (`model.h5`) of Keras 1.2 to 3, or an archive (`model.keras`) of
/// Keras 3 or tf.keras from 2.12 on.
package struct KerasModel: Sendable {
    /// The name that the model has in Keras.
    package let name: String
    /// Whether the file is an archive (`.keras`) and not HDF5 itself.
    package let isArchive: Bool
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
        let file = try KerasFile(path)
        guard let configuration = try file.parsedConfiguration() else {
            let hasWeights = try file.hasWeights()
            throw KerasError(
                .notAModel,
                hasWeights
                    ? "holds the weights of a model, but not the model; save it with model.save"
                    : "is an HDF5 file, but holds no Keras model (no attribute 'model_config')",
                byteOffset: file.configurationOffset)
        }
        isArchive = file.layout == .byClass
        kerasVersion = file.version
        do {
            model = try ModelDecoder.decode(
                configuration, kerasGeneration: file.generation, layerNames: try file.layerNames() ?? [])
            weights = try WeightTable(of: model, in: file)
            let lowered = try Lowering.lower(model, weights: weights, readsWeights: false)
            outline = lowered.graph
            layers = KerasLayerSummary.all(of: model, weights: weights, outputShapes: lowered.outputShapes)
        } catch {
            // What is about no object of the file is about the configuration, or what it asks for.
            var error = error
            error.byteOffset = error.byteOffset ?? file.configurationOffset
            throw error
        }
        name = model.name
        parameters = weights.parameters
    }

    /// The model as a graph, one layer after the other and nothing folded; reads the weights.
    ///
    /// Inputs and outputs have Keras's names. The result of a layer is named like the layer, with the names of nested
    /// models in front (`outer/inner`), and `#2` and so on behind from the second call of a shared layer on.
    package func makeGraph() throws(KerasError) -> Graph {
        try Lowering.lower(model, weights: weights, readsWeights: true).graph
    }
}
