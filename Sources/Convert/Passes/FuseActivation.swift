package import ModelIR

/// Lets an operator apply the RELU, RELU6 or RELU_N1_TO_1 behind it.
///
///     Given:   %1 = CONV_2D(%0, w, b)       Result:   %2 = CONV_2D(%0, w, b, RELU)
///              %2 = RELU(%1)
package struct FuseActivation: Pass {
    package let name = "fuse activation"

    package init() {}

    package func rewrite(_ graph: inout Graph, at index: Int, uses: Uses) throws(GraphError) -> Bool {
        let node = graph.nodes[index]
        guard node.outputs.count == 1, let next = uses.onlyReader(of: node.outputs[0]),
            case .unary(let unary) = graph.nodes[next].op, let activation = unary.function.fusedActivation,
            node.op.activation == FusedActivation.none, let fused = node.op.withActivation(activation)
        else { return false }
        graph.nodes[index].op = fused
        graph.nodes[index].outputs = graph.nodes[next].outputs
        graph.nodes.remove(at: next)
        return true
    }
}

extension Unary.Function {
    /// The same function as a fused activation, where the format has one.
    fileprivate var fusedActivation: FusedActivation? {
        switch self {
        case .relu: .relu
        case .relu6: .relu6
        case .reluN1To1: .reluN1To1
        default: nil
        }
    }
}
