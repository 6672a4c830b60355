package import ModelIR

/// Lets a reduction make the shape that a RESHAPE behind it wants.
///
///     Given:   %1 = MEAN(%0, [1, 2])  -> (?, c)         Result:   %2 = MEAN(%0, [1, 2], keep) -> (?, 1, 1, c)
///              %2 = RESHAPE(%1)       -> (?, 1, 1, c)
///
/// The same the other way round. Squeeze-and-excitation blocks are full of it.
package struct FoldReshapeIntoReduction: Pass {
    package let name = "fold reshape into the reduction"

    package init() {}

    package func rewrite(_ graph: inout Graph, at index: Int, uses: Uses) throws(GraphError) -> Bool {
        let node = graph.nodes[index]
        guard case .reduce(var reduce) = node.op, let next = uses.onlyReader(of: node.outputs[0]),
            graph.nodes[next].op.isReshaping
        else { return false }
        let output = graph.nodes[next].outputs[0]
        reduce.keepsDimensions.toggle()
        guard try reduce.outputShapes(for: [graph[node.inputs[0]].shape]) == [graph[output].shape] else { return false }
        graph.nodes[index].op = .reduce(reduce)
        graph.nodes[index].outputs = [output]
        graph.nodes.remove(at: next)
        return true
    }
}
