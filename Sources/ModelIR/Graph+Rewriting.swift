/// Who makes and who reads each value of a graph, at the moment this was built.
package struct Uses: Sendable {
    /// For each value, the index of the node that makes it, or -1.
    private var producers: [Int]
    /// For each value, the first entry of its list in `readers`, or -1.
    private var firstReader: [Int]
    private var readers: [(node: Int, next: Int)] = []
    private var isResult: [Bool]

    fileprivate init(of graph: Graph) {
        producers = Array(repeating: -1, count: graph.values.count)
        firstReader = producers
        isResult = Array(repeating: false, count: graph.values.count)
        for index in graph.nodes.indices.reversed() {
            for output in graph.nodes[index].outputs { producers[output.index] = index }
            for input in graph.nodes[index].inputs {
                readers.append((node: index, next: firstReader[input.index]))
                firstReader[input.index] = readers.count - 1
            }
        }
        for port in graph.outputs { isResult[port.value.index] = true }
    }

    /// The index of the node that makes `value`, or nil for a constant or an input.
    package func producer(of value: ValueID) -> Int? {
        producers[value.index] < 0 ? nil : producers[value.index]
    }

    /// The indices of the nodes that read `value`, ascending; one that reads it twice is listed twice.
    package func readers(of value: ValueID) -> [Int] {
        var found: [Int] = []
        var entry = firstReader[value.index]
        while entry >= 0 {
            found.append(readers[entry].node)
            entry = readers[entry].next
        }
        return found
    }

    /// The index of the only node that reads `value`; nil where there are more, or where it is an output of the graph.
    package func onlyReader(of value: ValueID) -> Int? {
        let entry = firstReader[value.index]
        guard !isResult[value.index], entry >= 0, readers[entry].next < 0 else { return nil }
        return readers[entry].node
    }

    /// Whether `value` is an output of the graph.
    package func isResult(_ value: ValueID) -> Bool { isResult[value.index] }
}

extension Graph {
    package func uses() -> Uses { Uses(of: self) }

    /// Lets every reader of `old`, and every output of the graph that is `old`, have `new` instead.
    package mutating func replaceUses(of old: ValueID, with new: ValueID) {
        for index in nodes.indices {
            for position in nodes[index].inputs.indices where nodes[index].inputs[position] == old {
                nodes[index].inputs[position] = new
            }
        }
        for index in outputs.indices where outputs[index].value == old { outputs[index].value = new }
    }

    /// Gives values that are computed or given names of their own: a second `add` becomes `add_1`. Names of ports stay.
    package mutating func makeNamesUnique() {
        let named = inputs.map(\.value) + nodes.flatMap(\.outputs)
        var taken = Set(named.map { self[$0].name })
        var seen: Set<String> = []
        var counts: [String: Int] = [:]
        for value in named where !seen.insert(self[value].name).inserted {
            let name = self[value].name
            var unique: String
            repeat {
                counts[name, default: 0] += 1
                unique = "\(name)_\(counts[name, default: 0])"
            } while !taken.insert(unique).inserted
            self[value].name = unique
        }
    }

    /// Removes nodes whose results nobody uses, and values that are no longer mentioned. Value IDs change.
    package mutating func compact() {
        var needed = Set(outputs.map(\.value))
        var kept: [Node] = []
        for node in nodes.reversed() where node.outputs.contains(where: needed.contains) {
            needed.formUnion(node.inputs)
            kept.append(node)
        }
        nodes = kept.reversed()

        var renumbered: [ValueID: ValueID] = [:]
        var compacted = Graph(name: name)
        let mentioned = needed.union(inputs.map(\.value)).union(nodes.flatMap(\.outputs))
        for value in mentioned.sorted(by: { $0.index < $1.index }) { renumbered[value] = compacted.add(self[value]) }
        func new(_ value: ValueID) -> ValueID { renumbered[value] ?? value }
        compacted.nodes = nodes.map { node in
            Node(op: node.op, inputs: node.inputs.map(new), outputs: node.outputs.map(new), layer: node.layer)
        }
        compacted.inputs = inputs.map { Port(name: $0.name, value: new($0.value)) }
        compacted.outputs = outputs.map { Port(name: $0.name, value: new($0.value)) }
        compacted.provenance = provenance
        self = compacted
    }
}
