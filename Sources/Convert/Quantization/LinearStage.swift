package import ModelIR

/// Values between layers that are only added to one another: the trunk of a residual network with linear bottlenecks.
///
///     %1 = CONV_2D(…)            no activation
///     %2 = CONV_2D(…)            no activation
///     %3 = ADD(%1, %2)           no activation
///     … = CONV_2D(%1, …)
///     … = CONV_2D(%3, …)
///
/// Whatever the writers' weights multiply into these values, the readers' weights can divide out again, exactly.
package struct LinearStage {
    /// Ascending; what the writers make and the sums.
    package let values: [ValueID]
    /// Indices of the layers that make values.
    package let writers: [Int]
    /// Indices of the ADD nodes, in order.
    package let sums: [Int]
    /// Indices of the layers that read values.
    package let readers: [Int]

    /// The stages of a float graph; each value is in one at most.
    package static func all(in graph: Graph) -> [LinearStage] {
        let uses = graph.uses()
        var visited: Set<ValueID> = []
        return graph.nodes.indices.compactMap { index in
            guard let layer = WeightedLayer(at: index, in: graph), !visited.contains(layer.output) else { return nil }
            return LinearStage(around: layer.output, in: graph, uses, &visited)
        }
    }

    /// Nil where something else makes or reads one of the values that are connected with `start`.
    private init?(around start: ValueID, in graph: Graph, _ uses: Uses, _ visited: inout Set<ValueID>) {
        var found: Set<ValueID> = [start]
        var pending = [start]
        var (writers, sums, readers): (Set<Int>, Set<Int>, Set<Int>) = ([], [], [])
        var isLinear = true
        while let value = pending.popLast() {
            guard let producer = uses.producer(of: value), !uses.isResult(value) else {
                isLinear = false
                continue
            }
            for index in [producer] + uses.readers(of: value) {
                if graph.isPlainSum(index) {
                    sums.insert(index)
                    let node = graph.nodes[index]
                    for neighbour in node.inputs + node.outputs where found.insert(neighbour).inserted {
                        pending.append(neighbour)
                    }
                } else if let layer = WeightedLayer(at: index, in: graph) {
                    if layer.output == value {
                        writers.insert(index)
                        isLinear = isLinear && layer.activation == .none
                    } else {
                        readers.insert(index)
                    }
                } else {
                    isLinear = false
                }
            }
        }
        visited.formUnion(found)
        guard isLinear, !readers.isEmpty else { return nil }
        values = found.sorted { $0.index < $1.index }
        self.writers = writers.sorted()
        self.sums = sums.sorted()
        self.readers = readers.sorted()
    }
}

extension Graph {
    /// Whether a node adds two computed values of one shape and does nothing else.
    fileprivate func isPlainSum(_ index: Int) -> Bool {
        let node = nodes[index]
        guard case .binary(Binary(.add)) = node.op else { return false }
        return node.inputs.allSatisfy { !self[$0].isConstant && self[$0].shape == self[node.outputs[0]].shape }
    }
}
