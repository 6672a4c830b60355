import ModelIR
import Testing

struct GraphTests {
    private let relu = Operator.unary(Unary(.relu))

    /// input → first → second → third, of which second is the output.
    private func chain() throws -> Graph {
        var graph = Graph()
        var value = graph.addInput("input", shape: Shape([1, 4], isBatchFree: true))
        for name in ["first", "second", "third"] { value = try graph.append(relu, [value], name: name, layer: name) }
        graph.outputs = [Port(name: "output", value: graph.nodes[1].outputs[0])]
        return graph
    }

    @Test func usesKnowProducersAndReaders() throws {
        var graph = try chain()
        let input = graph.inputs[0].value
        _ = try graph.append(.binary(Binary(.add)), [input, input], name: "sum", layer: "sum")
        let uses = graph.uses()
        #expect(uses.producer(of: input) == nil)
        #expect(uses.readers(of: input) == [0, 3, 3])
        #expect(uses.onlyReader(of: input) == nil)
        let first = graph.nodes[0].outputs[0]
        #expect(uses.producer(of: first) == 0)
        #expect(uses.onlyReader(of: first) == 1)
        #expect(uses.isResult(graph.nodes[1].outputs[0]))
        #expect(uses.onlyReader(of: graph.nodes[1].outputs[0]) == nil, "an output of the graph is read outside")
    }

    @Test func compactingKeepsWhatOutputsNeed() throws {
        var graph = try chain()
        _ = graph.addConstant("unused", shape: [2], [1, 2])
        graph.compact()
        try graph.validate()
        #expect(graph.nodes.map(\.layer) == ["first", "second"])
        #expect(graph.values.map(\.name) == ["input", "first", "second"])
    }

    @Test func replacingUsesMovesReadersAndOutputs() throws {
        var graph = try chain()
        graph.replaceUses(of: graph.nodes[1].outputs[0], with: graph.nodes[0].outputs[0])
        #expect(graph.nodes[2].inputs == graph.nodes[0].outputs)
        #expect(graph.outputs[0].value == graph.nodes[0].outputs[0])
    }

    @Test func namesBecomeUnique() throws {
        var graph = try chain()
        for node in graph.nodes { graph[node.outputs[0]].name = "same" }
        let extra = try graph.append(relu, [graph.inputs[0].value], name: "same_1", layer: "extra")
        graph.makeNamesUnique()
        #expect(graph.nodes.map { graph[$0.outputs[0]].name } == ["same", "same_2", "same_3", "same_1"])
        #expect(graph[extra].name == "same_1")
        #expect(graph.outputs[0].name == "output")
    }

    @Test func validationFindsEveryBrokenInvariant() throws {
        func expectInvalid(_ change: (inout Graph) -> Void, _ part: String) throws {
            var graph = try chain()
            change(&graph)
            let error = #expect(throws: GraphError.self) { try graph.validate() }
            #expect(error?.description.contains(part) == true, "\(String(describing: error))")
        }
        try expectInvalid({ $0.nodes[0].inputs = [ValueID(99)] }, "does not exist")
        try expectInvalid({ $0.nodes[0].inputs = [ValueID(-1)] }, "does not exist")
        try expectInvalid({ $0.nodes[2].outputs = $0.nodes[0].outputs }, "a second time")
        try expectInvalid({ $0[$0.nodes[0].outputs[0]].shape = Shape([2, 2]) }, "makes")
        try expectInvalid({ $0[$0.nodes[0].outputs[0]].type = .int8 }, "makes")
        try expectInvalid({ $0.nodes[0].inputs = [] }, "cannot have 0 inputs")
        try expectInvalid({ $0.nodes.reverse() }, "before it is made")
        try expectInvalid({ $0.nodes.removeFirst() }, "before it is made")
        try expectInvalid({ $0.inputs.append($0.inputs[0]) }, "listed twice")
        try expectInvalid({ $0.outputs[0].value = $0.add(Value(name: "loose", shape: Shape([1]))) }, "never made")
    }
}
