/// A model as Keras describes it: layers, and how they are called with one another's results.
struct LayerGraph: Sendable {
    struct Layer: Sendable {
        /// The name inside its own model.
        var name: String
        var className: String
        var isTrainable: Bool
        /// The name with the names of nested models in front: `backbone/stem_conv`.
        var path: String
        var body: Body
        var calls: [Call<TensorReference>]
        /// A number that all places have in common where Keras says that one layer stands in several.
        var sharedObject: Int?
        /// The number that references use for the first of the calls.
        var firstCall: Int
    }

    enum Body: Sendable {
        case layer(any KerasLayer)
        case model(LayerGraph)
    }

    /// A value under the name by which callers of the model give or get it.
    struct Port: Sendable {
        var name: String
        var reference: TensorReference
    }

    var name: String
    var isTrainable: Bool
    var layers: [Layer]
    var inputs: [Port]
    var outputs: [Port]
}

extension LayerGraph {
    /// Every layer that is not itself a model, nested ones included, in order.
    func forEachLeaf(_ body: (Layer, any KerasLayer) -> Void) {
        for layer in layers {
            switch layer.body {
            case .layer(let leaf): body(layer, leaf)
            case .model(let model): model.forEachLeaf(body)
            }
        }
    }
}
