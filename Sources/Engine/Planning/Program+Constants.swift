import ModelIR

extension Program {
    /// Computes every operation whose inputs are all constants, once, and makes its outputs constants.
    mutating func foldConstants() throws(EngineError) {
        var isConstant = graph.values.map(\.isConstant)
        var constant: [Operation] = []
        var remaining: [Operation] = []
        for operation in operations {
            if !operation.inputs.isEmpty, operation.inputs.allSatisfy({ isConstant[$0.index] }) {
                for output in operation.outputs { isConstant[output.index] = true }
                constant.append(operation)
            } else {
                remaining.append(operation)
            }
        }
        guard !constant.isEmpty else { return }

        var part = self
        part.operations = constant
        part.graph.nodes = []
        part.graph.inputs = []
        let results = constant.flatMap(\.outputs)
        part.graph.outputs = results.map { Port(name: String($0.index), value: $0) }
        let session = try Session(program: part)
        let tensors = try session.run([:])
        for result in results { graph[result].data = tensors[String(result.index)]?.data }
        operations = remaining
    }
}
