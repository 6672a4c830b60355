package import ModelIR

/// Recognises hard swish written out.
///
///     Given:   %1 = ADD(%0, 3)              Result:   %4 = HARD_SWISH(%0)
///              %2 = RELU6(%1)
///              %3 = MUL(%2, 1/6)
///              %4 = MUL(%0, %3)
///
/// The sixth may also be a division, or be applied to the product.
package struct RecogniseHardSwish: Pass {
    package let name = "recognise hard swish"

    package init() {}

    package func rewrite(_ graph: inout Graph, at index: Int, uses: Uses) throws(GraphError) -> Bool {
        guard let shifted = AffineStep(graph.nodes[index], in: graph), shifted.scale.isAll(1), shifted.offset.isAll(3),
            let clampIndex = uses.onlyReader(of: shifted.output),
            case .unary(let clamp) = graph.nodes[clampIndex].op, clamp.function == .relu6
        else { return false }
        let input = shifted.input
        var chain = [index, clampIndex]
        var value = graph.nodes[clampIndex].outputs[0]
        var hasSixth = false
        var hasProduct = false
        while !(hasSixth && hasProduct) {
            guard let next = uses.onlyReader(of: value) else { return false }
            let node = graph.nodes[next]
            if !hasSixth, let step = AffineStep(node, in: graph), step.offset.isAll(0),
                step.scale.values.allSatisfy({ Float($0) == Float(1.0 / 6.0) })
            {
                hasSixth = true
            } else if !hasProduct, case .binary(let product) = node.op, product == Binary(.mul),
                node.inputs.contains(input), node.inputs.contains(value),
                graph[input].shape == graph[value].shape
            {
                hasProduct = true
            } else {
                return false
            }
            chain.append(next)
            value = node.outputs[0]
        }
        guard let last = chain.max() else { return false }
        graph.nodes[last] = Node(
            op: .unary(Unary(.hardSwish)), inputs: [input], outputs: [value], layer: graph.nodes[last].layer)
        for superfluous in chain.sorted().dropLast().reversed() { graph.nodes.remove(at: superfluous) }
        return true
    }
}
