package import ModelIR

/// The nodes of a float graph that stay float32 in its int8 counterpart.
///
/// An operator without a good int8 kernel stays float between DEQUANTIZE and QUANTIZE. Cheap operators that only
/// connect such nodes, or that only prepare their inputs within the same layer, stay float with them, so that no value
/// goes from float to int8 and straight back.
package struct FloatIslands: Sendable {
    /// For each node, why it stays float; nil where it becomes int8 or has nothing to do with real numbers.
    package private(set) var reasons: [String?]

    /// - Parameter forced: further nodes that stay float, by index, with their reasons.
    package init(graph: Graph, forced: [Int: String] = [:]) {
        reasons = graph.nodes.enumerated().map { index, node in
            guard node.handlesRealNumbers(in: graph) else { return nil }
            if let reason = forced[index] { return reason }
            if case .float(let reason) = graph.scaleRule(of: node) { return reason }
            return nil
        }
        guard reasons.contains(where: { $0 != nil }) else { return }
        let uses = graph.uses()
        absorbPreparation(graph, uses)
        absorbConnections(graph, uses)
    }

    /// Whether the node at `index` stays float32.
    package func contains(_ index: Int) -> Bool { reasons[index] != nil }

    /// Takes in what is only read by float nodes of the same layer, as the sum in front of a square root.
    private mutating func absorbPreparation(_ graph: Graph, _ uses: Uses) {
        for index in graph.nodes.indices.reversed() where reasons[index] == nil {
            let node = graph.nodes[index]
            guard graph.isCheapInFloat(node), !node.outputs.contains(where: uses.isResult) else { continue }
            let readers = node.outputs.flatMap(uses.readers)
            if !readers.isEmpty, readers.allSatisfy({ contains($0) && graph.nodes[$0].layer == node.layer }) {
                reasons[index] = "what reads it stays float"
            }
        }
    }

    /// Takes in the largest set of cheap nodes that read from float nodes or one another, and are read by such alone.
    private mutating func absorbConnections(_ graph: Graph, _ uses: Uses) {
        var candidates = Set(
            graph.nodes.indices.filter { index in
                let node = graph.nodes[index]
                return reasons[index] == nil && graph.isCheapInFloat(node)
                    && !node.outputs.contains(where: uses.isResult)
            })
        func isFloat(_ index: Int) -> Bool { contains(index) || candidates.contains(index) }
        var isSettled = false
        while !isSettled {
            let kept = candidates.filter { index in
                let node = graph.nodes[index]
                let computed = node.inputs.filter { !graph[$0].isConstant }
                return computed.allSatisfy { uses.producer(of: $0).map(isFloat) ?? false }
                    && node.outputs.flatMap(uses.readers).allSatisfy(isFloat)
            }
            isSettled = kept.count == candidates.count
            candidates = kept
        }
        for index in candidates { reasons[index] = "everything around it stays float" }
    }
}

extension Node {
    /// Whether any value that flows through the node is a float32 number.
    package func handlesRealNumbers(in graph: Graph) -> Bool {
        (inputs + outputs).contains { !graph[$0].isConstant && graph[$0].type == .float32 }
    }
}

extension Graph {
    /// Whether an int8 version of `node` would hardly be faster than two conversions.
    fileprivate func isCheapInFloat(_ node: Node) -> Bool {
        switch node.op {
        case .unary, .binary, .reduce, .split, .slice, .pad, .reshape, .squeeze, .expandDims, .transpose: true
        case .conv2D, .depthwiseConv2D, .fullyConnected, .pool2D, .prelu, .softmax, .logSoftmax, .concatenation, .pack,
            .resize, .cast, .shape, .quantize, .dequantize:
            false
        }
    }
}
