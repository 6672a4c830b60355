package import ModelIR

/// The passes that turn the graph of a Keras model into the float graph that is written.
package enum Pipeline {
    /// What runs, in this order.
    package static let passes: [any Pass] = [
        // First, so that what follows sees a layer's neighbours and not the layers that do nothing at inference.
        DropNoOperations(),
        FoldConstants(),
        // Before activations are fused: the pattern contains a RELU6 that would otherwise go into the ADD in front of it.
        RecogniseHardSwish(),
        // Before folding: leaves at most one MUL and one ADD between two layers.
        MergeAffine(),
        // A batch normalization belongs to the layer in front of it where there is a choice: that is always exact.
        FoldAffineIntoLayerBefore(),
        // After the above, padding stands directly in front of its convolution.
        FoldPadding(),
        // After padding became SAME or stayed: only now it is known whether an offset may go through.
        FoldAffineIntoLayerAfter(),
        DropNoOperations(),
        FoldReshapeIntoReduction(),
        // Last of the fusions: an activation in between would have hidden the patterns above.
        FuseActivation(),
        // LiteRT's fast path wants a bias on every layer; after folding only a few have none.
        AddMissingBias(),
    ]

    /// Runs all passes and removes what is no longer used.
    /// - Throws: an error that names the pass and the layer.
    package static func optimise(_ graph: inout Graph) throws(GraphError) {
        for pass in passes {
            do {
                try pass.apply(to: &graph)
            } catch {
                throw GraphError(error.code, "\(pass.name): \(error.message)", at: error.location)
            }
        }
        graph.compact()
        // Calibration knows values by their names, and one layer may make several of one kind.
        graph.makeNamesUnique()
        try graph.validate()
    }
}
