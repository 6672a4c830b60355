import ModelIR

extension Program {
    /// Computes every operation whose inputs are all constants, once, and makes its outputs constants.
    mutating func foldConstants() throws(EngineError) {
        var isConstant = graph.values.map(\.isConstant)
        var constant: [Node] = []
        var remaining: [Operation] = []
        for (node, operation) in zip(graph.nodes, operations) {
            if !node.inputs.isEmpty, node.inputs.allSatisfy({ isConstant[$0.index] }) {
                for output in node.outputs { isConstant[output.index] = true }
                constant.append(node)
            } else {
                remaining.append(operation)
            }
        }
        guard !constant.isEmpty else { return }

        var part = graph
        part.nodes = constant
        part.inputs = []
        let results = constant.flatMap(\.outputs)
        part.outputs = results.map { Port(name: String($0.index), value: $0) }
        let operations = constant.map { Operation(node: $0) }
        let session = try Session(program: Program(graph: part, operations: operations))
        let tensors = try session.run([:])
        for result in results { graph[result].data = tensors[String(result.index)]?.data }
        self.operations = remaining
    }

    private init(graph: Graph, operations: [Operation]) {
        self.graph = graph
        self.operations = operations
    }
}
