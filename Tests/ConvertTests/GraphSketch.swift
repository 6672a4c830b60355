import Convert
import Engine
import ModelIR
import Testing

/// A small graph written down in a test, with constants of seeded random numbers.
struct GraphSketch {
    private(set) var graph = Graph(name: "sketch")
    private var seed: UInt64

    init(seed: UInt64 = 1) { self.seed = seed }

    mutating func input(_ dimensions: Int..., name: String = "input") -> ValueID {
        graph.addInput(name, shape: Shape([1] + dimensions, isBatchFree: true))
    }

    /// A constant of random numbers in -1…1, or of the given ones.
    mutating func constant(_ dimensions: Int..., values: [Float]? = nil) -> ValueID {
        let count = dimensions.reduce(1, *)
        return graph.addConstant("constant", shape: dimensions, values ?? (0..<count).map { _ in random() })
    }

    mutating func node(_ op: Operator, _ inputs: ValueID..., name: String) throws -> ValueID {
        try graph.append(op, inputs, name: name, layer: name)
    }

    mutating func output(_ value: ValueID, name: String = "output") {
        graph.outputs.append(Port(name: name, value: value))
    }

    /// Xorshift: the same numbers on every machine.
    private mutating func random() -> Float {
        seed ^= seed << 13
        seed ^= seed >> 7
        seed ^= seed << 17
        return Float(seed >> 40) / Float(1 << 23) - 1
    }

    /// Checks that `pass` turns the graph into one whose operators are `operators` and that computes the same.
    func expect(
        _ pass: any Pass, makes operators: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var rewritten = graph
        try pass.apply(to: &rewritten)
        rewritten.compact()
        try rewritten.validate()
        #expect(rewritten.nodes.map(\.op.name) == operators, sourceLocation: sourceLocation)
        try expectSameResults(rewritten, sourceLocation: sourceLocation)
    }

    /// Checks that `other` computes what this graph computes, at batch 2.
    func expectSameResults(_ other: Graph, sourceLocation: SourceLocation = #_sourceLocation) throws {
        var random = self
        var inputs: [String: Tensor] = [:]
        for port in graph.inputs {
            let shape = graph[port.value].shape.resolved(batch: 2).dimensions
            inputs[port.name] = Tensor(shape: shape, (0..<shape.reduce(1, *)).map { _ in 4 * random.random() })
        }
        let expected = try Session(model: Model(graph: graph), threads: 1).run(inputs)
        let found = try Session(model: Model(graph: other), threads: 1).run(inputs)
        #expect(expected.keys.sorted() == found.keys.sorted(), sourceLocation: sourceLocation)
        for (name, tensor) in expected {
            let other = try #require(found[name], sourceLocation: sourceLocation)
            #expect(other.shape == tensor.shape, sourceLocation: sourceLocation)
            let scale = tensor.floats().map(abs).max() ?? 0
            let difference = zip(tensor.floats(), other.floats()).map { abs($0 - $1) }.max() ?? 0
            #expect(scale > 0, "the test's numbers vanish", sourceLocation: sourceLocation)
            #expect(difference <= 2e-6 * max(1, scale), sourceLocation: sourceLocation)
        }
    }
}
