package import ModelIR

/// Gives a bias of zeros to every convolution and dense layer that has none.
///
///     Given:   %1 = CONV_2D(%0, w)          Result:   %1 = CONV_2D(%0, w, zeros)
package struct AddMissingBias: Pass {
    package let name = "add missing bias"

    package init() {}

    package func rewrite(_ graph: inout Graph, at index: Int, uses: Uses) throws(GraphError) -> Bool {
        guard let layer = WeightedLayer(at: index, in: graph), layer.bias == nil else { return false }
        let zeros = Array(repeating: Float(0), count: layer.outputChannels)
        let name = graph.nodes[index].layer + "/bias"
        graph.nodes[index].inputs.append(graph.addConstant(name, shape: [layer.outputChannels], zeros))
        return true
    }
}
