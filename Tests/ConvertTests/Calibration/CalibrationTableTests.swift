import Convert
import ModelIR
import Testing

@Suite("Calibration table")
struct CalibrationTableTests {
    private let origin = CalibrationOrigin(
        model: "m.h5", sourceSHA256: "ab12", method: .mse, fraction: 0.08, classes: [5], seed: 7, samples: 3,
        indicesSHA256: "cd34")

    private func graph() throws -> Graph {
        var sketch = GraphSketch()
        let input = sketch.input(6)
        let dense = try sketch.node(
            .fullyConnected(FullyConnected()), input, sketch.constant(4, 6), sketch.constant(4), name: "dense, \"one\"")
        let relu = try sketch.node(.unary(Unary(.relu)), dense, name: "relu")
        sketch.output(try sketch.node(.softmax(Softmax(beta: 1)), relu, name: "softmax"))
        return sketch.graph
    }

    private func made(_ graph: Graph) throws -> (table: CalibrationTable, plan: QuantizationPlan) {
        var calibrator = try Calibrator(graph: graph, threads: 1)
        try calibrator.observe(["input": Tensor(shape: [3, 6], (0..<18).map { Float($0 % 7) / 3 - 1 })])
        let observations = calibrator.finish()
        let ranges = try CalibrationRanges(observations, graph: graph, groups: ScaleGroups(graph: graph), method: .mse)
            .ranges
        let plan = try QuantizationPlan(graph: graph, ranges: ranges)
        let table = CalibrationTable(of: plan, for: graph, ranges: ranges, observations: observations, origin: origin)
        return (table, plan)
    }

    @Test("reads back as it was written and gives the same plan")
    func roundTrip() throws {
        let graph = try graph()
        let (table, plan) = try made(graph)
        #expect(table.values.map(\.name) == ["input", "dense, \"one\"", "relu", "softmax"])
        #expect(table.weights.count == 1 && table.weights[0].scales.count == 4)
        #expect(table.values[2].clippedBelow == 0 && table.values[3].clippedAbove == 0)
        #expect(table.values[0].operatorName == nil && table.values[2].operatorName == "RELU")
        let read = try CalibrationTable(json: table.json)
        #expect(read == table)
        #expect(read.json == table.json)
        let contents = try read.contents(for: graph, groups: ScaleGroups(graph: graph))
        let again = try QuantizationPlan(graph: graph, ranges: contents.ranges, scales: contents.scales)
        #expect(again.scales == plan.scales && again.weights == plan.weights)
        #expect(read.differences(from: again, for: graph).isEmpty && contents.warnings.isEmpty)
    }

    @Test("derives scales from edited ranges")
    func edited() throws {
        let graph = try graph()
        var table = try made(graph).table
        table.values[2].range = 0...25.5
        table.values[2].scale = nil
        let contents = try CalibrationTable(json: table.json).contents(for: graph, groups: ScaleGroups(graph: graph))
        let plan = try QuantizationPlan(graph: graph, ranges: contents.ranges, scales: contents.scales)
        #expect(plan.scale(of: graph.nodes[1].outputs[0]) == ActivationScale(scale: 0.1, zeroPoint: -128))
        table.weights[0].scales[1] *= 2
        #expect(table.differences(from: plan, for: graph).count == 1)
    }

    @Test("refuses contradictions, damage and other models' tables by name")
    func refused() throws {
        let graph = try graph()
        let table = try made(graph).table
        func expectError(_ text: String, _ part: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
            let error = try #require(throws: CalibrationError.self, sourceLocation: sourceLocation) {
                _ = try CalibrationTable(json: text).contents(for: graph, groups: ScaleGroups(graph: graph))
            }
            #expect(error.description.contains(part), "\(error)", sourceLocation: sourceLocation)
        }
        var contradiction = table
        contradiction.values[2].range = 0...1000
        try expectError(contradiction.json, "'relu': scale")
        var empty = table
        empty.values[2].range = nil
        empty.values[2].scale = nil
        try expectError(empty.json, "'relu': has neither")
        var missing = table
        missing.values.remove(at: 2)
        try expectError(missing.json, "no range for 'relu'")
        var renamed = table
        renamed.values[2].name = "rely"
        try expectError(renamed.json, "'rely': the model has no such value")
        var twice = table
        twice.values.append(table.values[2])
        try expectError(twice.json, "twice")
        try expectError(table.json.replacing("\"schema\": 1", with: "\"schema\": 2"), "schema 2")
        try expectError(table.json.replacing("\"mse\"", with: "\"guess\""), "'guess'")
        try expectError("{}", "is not a calibration table")
        try expectError(String(table.json.prefix(300)), "is not JSON in line")
        try expectError(table.csv, "CSV")
        for (key, wrong) in [
            ("scale", "0"), ("scale", "\"x\""), ("zero_point", "1.5"), ("zero_point", "900"), ("min", "1e60"),
            ("max", "null"),
        ] {
            let name = try #require(table.json.firstRange(of: "\"name\": \"relu\""))
            let start = try #require(table.json[name.upperBound...].firstRange(of: "\"\(key)\": ")).upperBound
            let rest = table.json[start...]
            let end = try #require(rest.firstIndex { ",}\n".contains($0) })
            try expectError(table.json[..<start] + wrong + rest[end...], "'relu'")
        }
    }

    @Test("warns where the model is another file")
    func otherModel() throws {
        var graph = try graph()
        let table = try made(graph).table
        graph.provenance = Provenance(
            tool: "t", source: "m.h5", sourceSHA256: "ff", kerasVersion: nil, options: [],
            parameters: ParameterCount(total: 0, trainable: 0))
        #expect(try table.contents(for: graph, groups: ScaleGroups(graph: graph)).warnings.count == 1)
    }

    @Test("quotes cells of CSV where it must")
    func csv() throws {
        let lines = try made(graph()).table.csv.split(separator: "\n")
        #expect(lines.count == 1 + 4 + 4)
        #expect(lines[2].hasPrefix("value,\"dense, \"\"one\"\"\",\"dense, \"\"one\"\"\",FULLY_CONNECTED,,"))
        #expect(lines[8].contains(",3,,,,,"))
    }
}
