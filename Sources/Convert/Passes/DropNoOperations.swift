package import ModelIR

/// Drops nodes whose output is their input.
///
///     Given:   %1 = MUL(%0, 1)          Result:   %2 = CONV_2D(%0, …)
///              %2 = CONV_2D(%1, …)
///
/// A node that joins an input of the model directly to an output stays, since a file cannot say that otherwise.
package struct DropNoOperations: Pass {
    package let name = "drop no-operations"

    package init() {}

    package func rewrite(_ graph: inout Graph, at index: Int, uses: Uses) throws(GraphError) -> Bool {
        let node = graph.nodes[index]
        guard let source = Self.sourceOfIdentity(node, in: graph), node.outputs.count == 1 else { return false }
        let output = node.outputs[0]
        guard graph[source].shape == graph[output].shape, graph[source].type == graph[output].type else { return false }
        if uses.isResult(output) {
            // The result keeps its name: the node that makes the source makes it directly.
            guard let producer = uses.producer(of: source), uses.onlyReader(of: source) != nil,
                let position = graph.nodes[producer].outputs.firstIndex(of: source)
            else { return false }
            graph.nodes[producer].outputs[position] = output
        } else {
            graph.replaceUses(of: output, with: source)
        }
        graph.nodes.remove(at: index)
        return true
    }

    /// The input that `node` passes on unchanged, if that is all it does.
    private static func sourceOfIdentity(_ node: Node, in graph: Graph) -> ValueID? {
        let input = node.inputs[0]
        switch node.op {
        case .binary:
            guard let affine = AffineStep(node, in: graph), affine.isIdentity else { return nil }
            return affine.input
        case .reshape, .squeeze, .expandDims, .cast: return input
        case .transpose(let transpose):
            return transpose.permutation == Array(transpose.permutation.indices) ? input : nil
        case .pad(let pad): return pad.amounts.allSatisfy { $0 == .none } ? input : nil
        case .concatenation(let concatenation):
            return node.inputs.count == 1 && concatenation.activation == .none ? input : nil
        case .slice, .resize: return isSameSize(node, in: graph) ? input : nil
        case .reduce(let reduce): return reduce.axes.isEmpty ? input : nil
        case .pool2D(let pool):
            return pool.window == .one && pool.strides == .one && pool.activation == .none ? input : nil
        case .conv2D, .depthwiseConv2D, .fullyConnected, .unary, .prelu, .softmax, .logSoftmax, .split, .pack, .shape,
            .quantize, .dequantize:
            return nil
        }
    }

    private static func isSameSize(_ node: Node, in graph: Graph) -> Bool {
        graph[node.inputs[0]].shape == graph[node.outputs[0]].shape
    }
}
