import ModelIR

/// A Keras layer: knows its configuration and its weights, and lowers itself into the graph.
protocol KerasLayer: Sendable {
    /// Decodes the configuration; throws where it asks for something that is not supported.
    init(_ configuration: LayerConfiguration) throws(UnsupportedReason)

    /// The layer's weights in the order of Keras's `weights`: trainable ones first.
    var weights: [WeightDeclaration] { get }

    /// Appends the operators of one call to the graph and returns the results.
    func lower(_ call: Call<ValueID>, in context: LayerContext) throws(KerasError) -> [ValueID]
}

/// A weight that a layer has.
struct WeightDeclaration: Sendable, Hashable {
    /// The name that Keras 2 and 3 give it, `moving_mean` for example.
    var name: String
    /// Whether training changes it; statistics are not.
    var isTrainable = true
}

extension KerasLayer {
    var weights: [WeightDeclaration] { [] }
}

/// A layer that makes one value of one value.
protocol SingleInputLayer: KerasLayer {
    func lower(_ input: ValueID, in context: LayerContext) throws(KerasError) -> ValueID
}

extension SingleInputLayer {
    func lower(_ call: Call<ValueID>, in context: LayerContext) throws(KerasError) -> [ValueID] {
        // Further arguments, if any, are masks and the like, which are constants here.
        let inputs = call.values
        guard inputs.count == 1 else {
            throw context.error(.badConfiguration, "is called with \(inputs.count) inputs instead of 1")
        }
        return [try lower(inputs[0], in: context)]
    }
}
