package import ModelIR

/// Folds a multiplication or addition of constants into the convolution or dense layer that makes its input.
///
///     Given:   %1 = CONV_2D(%0, w, b)       Result:   %3 = CONV_2D(%0, w * s, b * s + o)
///              %2 = MUL(%1, s)
///              %3 = ADD(%2, o)
///
/// This is how batch normalization behind a layer disappears; it is exact for every padding.
package struct FoldAffineIntoLayerBefore: Pass {
    package let name = "fold batch normalization into the layer before"

    package init() {}

    package func rewrite(_ graph: inout Graph, at index: Int, uses: Uses) throws(GraphError) -> Bool {
        guard let layer = WeightedLayer(at: index, in: graph), layer.activation == .none,
            let next = uses.onlyReader(of: layer.output),
            let step = AffineStep(graph.nodes[next], in: graph), step.isFinite
        else { return false }
        if !step.scale.isAll(1) { layer.scaleOutput(by: step.scale, in: &graph, uses: uses) }
        if !step.offset.isAll(0) {
            let scaled = WeightedLayer(at: index, in: graph) ?? layer
            scaled.offsetOutput(by: step.offset, in: &graph, uses: graph.uses())
        }
        graph.nodes[index].outputs = [step.output]
        graph.nodes.remove(at: next)
        return true
    }
}
