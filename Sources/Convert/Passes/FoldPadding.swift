package import ModelIR

/// Lets a convolution do the zero padding in front of it, where its own SAME padding is the same.
///
///     Given:   %1 = PAD(%0, [[0,0],[0,1],[0,1],[0,0]])     Result:   %2 = CONV_2D(%0, w, b, SAME)
///              %2 = CONV_2D(%1, w, b, VALID)
package struct FoldPadding: Pass {
    package let name = "fold padding into the convolution"

    package init() {}

    package func rewrite(_ graph: inout Graph, at index: Int, uses: Uses) throws(GraphError) -> Bool {
        let node = graph.nodes[index]
        guard case .pad(let pad) = node.op, pad.value == 0, pad.amounts.count == 4, pad.amounts[0] == .none,
            pad.amounts[3] == .none, let next = uses.onlyReader(of: node.outputs[0]),
            graph.nodes[next].inputs[0] == node.outputs[0]
        else { return false }
        let convolution = graph.nodes[next]
        guard var window = convolution.op.convolutionWindow, window.padding == .valid else { return false }
        window.padding = .same
        let (height, width) = try window.axes(
            input: graph[node.inputs[0]].shape, kernel: graph[convolution.inputs[1]].shape)
        guard pad.amounts[1] == Pad.Amount(before: height.padBefore, after: height.padAfter),
            pad.amounts[2] == Pad.Amount(before: width.padBefore, after: width.padAfter)
        else { return false }
        graph.nodes[next].op = convolution.op.withPadding(.same)
        graph.nodes[next].inputs[0] = node.inputs[0]
        graph.nodes.remove(at: index)
        return true
    }
}
