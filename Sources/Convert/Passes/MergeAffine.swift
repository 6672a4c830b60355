package import ModelIR

/// Merges neighbouring multiplications and additions of constants into at most one MUL followed by one ADD.
///
///     Given:   %1 = ADD(%0, a)          Result:   %1 = MUL(%0, b)
///              %2 = MUL(%1, b)                    %2 = ADD(%1, a * b)
///
/// Two MULs become one, and two ADDs. A rescaling followed by a normalization becomes one MUL and one ADD.
package struct MergeAffine: Pass {
    package let name = "merge scales and offsets"

    package init() {}

    package func rewrite(_ graph: inout Graph, at index: Int, uses: Uses) throws(GraphError) -> Bool {
        guard let first = AffineStep(graph.nodes[index], in: graph),
            let nextIndex = uses.onlyReader(of: first.output),
            let second = AffineStep(graph.nodes[nextIndex], in: graph)
        else { return false }
        let isCanonical = first.offset.isAll(0) && second.scale.isAll(1)
        guard !isCanonical else { return false }

        let scale = first.scale.combined(with: second.scale, *)
        let offset = first.offset.combined(with: second.scale, *).combined(with: second.offset, +)
        guard (scale.values + offset.values).allSatisfy({ Float($0).isFinite }) else { return false }

        let output = graph.nodes[nextIndex].outputs[0]
        let layer = graph.nodes[nextIndex].layer
        let name = graph[output].name
        let type = Value(name: name + "/scaled", shape: graph[output].shape)
        func node(_ function: Binary.Function, _ input: ValueID, _ constant: ValueID, _ output: ValueID) -> Node {
            Node(op: .binary(Binary(function)), inputs: [input, constant], outputs: [output], layer: layer)
        }
        let merged: [Node]
        if offset.isAll(0) {
            merged = [node(.mul, first.input, graph.addConstant(name + "/scale", scale), output)]
        } else if scale.isAll(1) {
            merged = [node(.add, first.input, graph.addConstant(name + "/offset", offset), output)]
        } else {
            let scaled = graph.add(type)
            merged = [
                node(.mul, first.input, graph.addConstant(name + "/scale", scale), scaled),
                node(.add, scaled, graph.addConstant(name + "/offset", offset), output),
            ]
        }
        graph.nodes.replaceSubrange(nextIndex...nextIndex, with: merged)
        graph.nodes.remove(at: index)
        return true
    }
}
