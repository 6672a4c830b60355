import Engine
package import ModelIR

/// Computes nodes that read only constants.
///
///     Given:   %1 = MUL(const, const)       Result:   %2 = ADD(%0, const)
///              %2 = ADD(%0, %1)
package struct FoldConstants: Pass {
    package let name = "fold constants"

    package init() {}

    package func rewrite(_ graph: inout Graph, at index: Int, uses: Uses) throws(GraphError) -> Bool {
        let node = graph.nodes[index]
        guard node.inputs.allSatisfy({ graph[$0].isConstant }), !node.outputs.contains(where: uses.isResult) else {
            return false
        }
        let results = try evaluate(node, in: graph)
        for (output, data) in zip(node.outputs, results) { graph[output].data = data }
        graph.nodes.remove(at: index)
        return true
    }

    /// What `node` makes of its constants, computed by the engine as a model of this one node.
    private func evaluate(_ node: Node, in graph: Graph) throws(GraphError) -> [TensorData] {
        var single = Graph(name: node.layer)
        let inputs = node.inputs.map { single.add(graph[$0]) }
        let names = node.outputs.indices.map { "result\($0)" }
        let outputs = try single.appendMany(node.op, inputs, names: names, layer: node.layer)
        single.outputs = zip(names, outputs).map { Port(name: $0, value: $1) }
        do {
            let results = try Session(model: Model(graph: single), threads: 1).run([:])
            return names.compactMap { results[$0]?.data }
        } catch {
            throw GraphError(.invariant, "cannot be computed: \(error)", at: node.layer)
        }
    }
}
