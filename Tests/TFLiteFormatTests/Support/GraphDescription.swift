import ModelIR

/// What a graph computes, without the numbers of its values: equal for graphs that are the same model.
struct GraphDescription: Hashable, CustomStringConvertible {
    struct ValueDescription: Hashable {
        let name: String
        let type: ElementType
        let shape: Shape
        let bytes: [UInt8]?
        let quantization: Quantization?
    }

    struct NodeDescription: Hashable {
        let op: Operator
        let layer: String
        let inputs: [ValueDescription]
        let outputs: [ValueDescription]
    }

    let name: String
    let inputs: [String: ValueDescription]
    let outputs: [String: ValueDescription]
    let nodes: [NodeDescription]
    let provenance: Provenance?

    init(_ graph: Graph) {
        func describe(_ value: ValueID) -> ValueDescription {
            let value = graph[value]
            return ValueDescription(
                name: value.name, type: value.type, shape: value.shape,
                bytes: value.data?.withUnsafeBytes { Array($0) }, quantization: value.quantization)
        }
        name = graph.name
        inputs = Dictionary(uniqueKeysWithValues: graph.inputs.map { ($0.name, describe($0.value)) })
        outputs = Dictionary(uniqueKeysWithValues: graph.outputs.map { ($0.name, describe($0.value)) })
        nodes = graph.nodes.map { node in
            NodeDescription(
                op: node.op, layer: node.layer, inputs: node.inputs.map(describe), outputs: node.outputs.map(describe))
        }
        provenance = graph.provenance
    }

    var description: String {
        nodes.map { "\($0.layer): \($0.op) \($0.inputs.map(\.shape)) -> \($0.outputs.map(\.shape))" }
            .joined(separator: "\n")
    }
}
