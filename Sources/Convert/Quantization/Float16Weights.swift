package import ModelIR

/// Weights in half precision, which a DEQUANTIZE widens to float32 when the model is loaded.
///
/// Before: `CONV_2D(x, kernel: float32, bias: float32)`.
/// After: `CONV_2D(x, DEQUANTIZE(kernel: float16), DEQUANTIZE(bias: float16))`.
///
/// The weights and biases of convolutions and dense layers are stored so, and other constants from 1,024 elements on.
/// Constants with numbers beyond float16's largest, 65,504, stay float32.
package enum Float16Weights {
    private static let fewestElements = 1024
    private static let largest: Float = 65504

    /// Rewrites `graph`, which must be a float32 graph.
    package static func apply(to graph: inout Graph) throws(GraphError) {
        var widened: [ValueID: ValueID] = [:]
        var conversions: [Node] = []
        for index in graph.nodes.indices {
            let node = graph.nodes[index]
            for (position, input) in node.inputs.enumerated() where qualifies(graph[input], of: node) {
                let value: ValueID
                if let known = widened[input] {
                    value = known
                } else {
                    value = try graph.append(
                        .dequantize(Dequantize()), [graph.addHalf(of: input)], name: graph[input].name + "/float",
                        layer: node.layer)
                    conversions.append(graph.nodes.removeLast())
                    widened[input] = value
                }
                graph.nodes[index].inputs[position] = value
            }
        }
        // In front of everything else, where they are computed once.
        graph.nodes.insert(contentsOf: conversions, at: 0)
        graph.compact()
        try graph.validate()
    }

    private static func qualifies(_ value: Value, of node: Node) -> Bool {
        guard value.type == .float32, let data = value.data,
            node.op.weightAxis != nil || data.count >= fewestElements, data.count > 0
        else { return false }
        return data.withElements(Float.self) { $0.allSatisfy { abs($0) <= largest } }
    }
}

extension Graph {
    /// A constant with the elements of another one, rounded to float16.
    fileprivate mutating func addHalf(of constant: ValueID) -> ValueID {
        var half = self[constant]
        let elements = half.data?.floats() ?? []
        half.type = .float16
        half.data = TensorData(type: .float16, count: elements.count) { destination in
            let bits = destination.bindMemory(to: UInt16.self)
            for index in elements.indices { bits[index] = elements[index].float16Bits }
        }
        return add(half)
    }
}
