package import ModelIR

/// Folds a multiplication or addition of constants into the convolution or dense layer that reads its result.
///
///     Given:   %1 = MUL(%0, s)              Result:   %3 = CONV_2D(%0, w * s, b + sum(w * o), VALID)
///              %2 = ADD(%1, o)
///              %3 = CONV_2D(%2, w, b, VALID)
///
/// A scale always goes in. An offset goes in where no window reads padding, because padding stands for zeros behind the
/// offset. Otherwise the scale still goes in, past the offset:
///
///     Given:   %1 = MUL(%0, s)              Result:   %1 = ADD(%0, o / s)
///              %2 = ADD(%1, o)                        %2 = CONV_2D(%1, w * s, b, SAME)
///              %3 = CONV_2D(%2, w, b, SAME)
///
/// A PAD with zeros or a RESHAPE that keeps channels apart may stand between.
package struct FoldAffineIntoLayerAfter: Pass {
    package let name = "fold normalization into the layer after"

    package init() {}

    package func rewrite(_ graph: inout Graph, at index: Int, uses: Uses) throws(GraphError) -> Bool {
        guard let step = AffineStep(graph.nodes[index], in: graph), step.isFinite,
            let target = Self.layer(reading: step.output, in: graph, uses: uses)
        else { return false }

        if step.offset.isAll(0) {
            target.layer.scaleInput(by: step.scale, in: &graph, uses: uses)
            Self.bypass(index, step, in: &graph)
            return true
        }
        if !target.readsPadding {
            target.layer.offsetInput(by: step.offset, in: &graph, uses: uses)
            if !step.scale.isAll(1), let moved = WeightedLayer(at: target.layer.nodeIndex, in: graph) {
                moved.scaleInput(by: step.scale, in: &graph, uses: graph.uses())
            }
            Self.bypass(index, step, in: &graph)
            return true
        }
        return Self.moveScale(before: index, step, into: target.layer, in: &graph, uses: uses)
    }

    /// Lets the scale in front of an offset that has to stay go past it into `layer`.
    private static func moveScale(
        before index: Int, _ offset: AffineStep, into layer: WeightedLayer, in graph: inout Graph, uses: Uses
    ) -> Bool {
        guard let previous = uses.producer(of: offset.input), uses.onlyReader(of: offset.input) == index,
            let scale = AffineStep(graph.nodes[previous], in: graph), scale.offset.isAll(0)
        else { return false }
        let quotient = offset.offset.combined(with: scale.scale, /)
        guard quotient.values.allSatisfy({ Float($0).isFinite }) else { return false }
        layer.scaleInput(by: scale.scale, in: &graph, uses: uses)
        let constant = graph.addConstant(graph.nodes[index].layer + "/offset", quotient)
        graph.nodes[index].op = .binary(Binary(.add))
        graph.nodes[index].inputs = [scale.input, constant]
        graph.nodes.remove(at: previous)
        return true
    }

    private static func bypass(_ index: Int, _ step: AffineStep, in graph: inout Graph) {
        graph.replaceUses(of: step.output, with: step.input)
        graph.nodes.remove(at: index)
    }

    /// The layer that reads `value` and nothing else does, directly or through padding and reshaping.
    private static func layer(
        reading value: ValueID, in graph: Graph, uses: Uses
    ) -> (layer: WeightedLayer, readsPadding: Bool)? {
        guard let next = uses.onlyReader(of: value), graph.nodes[next].inputs[0] == value else { return nil }
        let node = graph.nodes[next]
        let channels = graph[value].shape.dimensions.last ?? 1
        if case .pad(let pad) = node.op {
            guard pad.value == 0, pad.amounts.last == Pad.Amount.none else { return nil }
            return layer(reading: node.outputs[0], in: graph, uses: uses).map { ($0.layer, true) }
        }
        if node.op.isReshaping {
            guard let last = graph[node.outputs[0]].shape.dimensions.last, last % channels == 0 else { return nil }
            return layer(reading: node.outputs[0], in: graph, uses: uses)
        }
        return WeightedLayer(at: next, in: graph).map { ($0, graph.readsPadding(next)) }
    }
}
