import Engine
import Execution
import ModelIR
import NumPyFormat
import Reporting
import Testing

@Suite("Running models on arrays")
struct ModelRunTests {
    /// y = relu(x + [1, 2])
    private func model(batch: Int? = nil) throws -> Model {
        var graph = Graph(name: "adds")
        let shape = batch.map { Shape([$0, 2]) } ?? Shape([1, 2], isBatchFree: true)
        let x = graph.addInput("x", shape: shape)
        let offsets = graph.addConstant("offsets", shape: [2], [1, 2])
        let sum = try graph.append(.binary(Binary(.add)), [x, offsets], name: "sum", layer: "sum")
        let y = try graph.append(.unary(Unary(.relu)), [sum], name: "y", layer: "y")
        graph.outputs = [Port(name: "y", value: y)]
        return try Model(graph: graph)
    }

    /// total = a + b
    private func modelOfTwoInputs() throws -> Model {
        var graph = Graph()
        let a = graph.addInput("a", shape: Shape([1, 2], isBatchFree: true))
        let b = graph.addInput("b", shape: Shape([1, 2], isBatchFree: true))
        let sum = try graph.append(.binary(Binary(.add)), [a, b], name: "total", layer: "total")
        graph.outputs = [Port(name: "total", value: sum)]
        return try Model(graph: graph)
    }

    private let rows = Tensor(shape: [3, 2], [0, 0, -5, 1, 2, 3] as [Float])
    private let expected: [Float] = [1, 2, 0, 3, 3, 5]

    @Test("One array serves a model with one input, at any batch")
    func runsArray() throws {
        let run = try ModelRun(model(), on: .array(rows), threads: 2)
        #expect(run.samples == 3)
        #expect(run.outputs.map(\.name) == ["y"])
        #expect(run.outputs[0].tensor.shape == [3, 2])
        #expect(run.outputs[0].tensor.floats() == expected)
    }

    @Test("A sample needs no batch dimension")
    func addsBatch() throws {
        let run = try ModelRun(model(), on: .array(Tensor(shape: [2], [3, 4] as [Float])), threads: 1)
        #expect(run.outputs[0].tensor.shape == [1, 2])
        #expect(run.outputs[0].tensor.floats() == [4, 6])
    }

    @Test("A model of a fixed batch runs as often as it takes")
    func repeatsFixedBatch() throws {
        for batch in [1, 3] {
            let run = try ModelRun(model(batch: batch), on: .array(rows), threads: 1)
            #expect(run.outputs[0].tensor.shape == [3, 2])
            #expect(run.outputs[0].tensor.floats() == expected)
        }
        #expect(throws: ExecutionError.self) { try ModelRun(model(batch: 2), on: .array(rows), threads: 1) }
    }

    @Test("Arrays of an archive go by name, the only one under any name")
    func matchesNames() throws {
        #expect(
            try ModelRun(model(), on: .archive(["anything": rows]), threads: 1).outputs[0].tensor.floats() == expected)
        let both: NumPyFile.Content = .archive(["a": rows, "b": rows, "labels": rows])
        let run = try ModelRun(modelOfTwoInputs(), on: both, threads: 1)
        #expect(run.outputs[0].tensor.floats() == [0, 0, -10, 2, 4, 6])
    }

    @Test("What does not fit is named")
    func namesMisfits() throws {
        func message(_ body: () throws -> ModelRun) -> String {
            let error = #expect(throws: ExecutionError.self) { try body() }
            return error?.description ?? ""
        }
        let two = try modelOfTwoInputs()
        #expect(message { try ModelRun(two, on: .array(rows), threads: 1) }.contains("'a', 'b'"))
        let missing = message { try ModelRun(two, on: .archive(["a": rows, "c": rows]), threads: 1) }
        #expect(missing == "has no array 'b', which the model takes; it has 'a', 'c'")
        let wide = Tensor(shape: [3, 5], Array(repeating: 0 as Float, count: 15))
        #expect(message { try ModelRun(self.model(), on: .array(wide), threads: 1) }.contains("(3, 5)"))
    }

    @Test("Intermediates come after the outputs")
    func keepsIntermediates() throws {
        let run = try ModelRun(model(), on: .array(rows), threads: 1, keepsIntermediates: true)
        #expect(run.outputs.map(\.name) == ["y", "sum"])
        #expect(run.outputs[1].tensor.floats() == [1, 2, -4, 3, 3, 5])
    }

    @Test("The report says what came out")
    func reports() throws {
        let run = try ModelRun(model(), on: .array(rows), threads: 1)
        let report = RunReport(run, file: "adds.qf", input: "rows.npy", output: nil)
        #expect(report.outputs[0].classes == [1, 1, 1])
        #expect(report.outputs[0].min == 0)
        #expect(report.outputs[0].max == 5)
        #expect(report.outputs[0].mean == 14.0 / 6)
        let lines = report.text(style: .plain).split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("adds.qf: 3 samples in "))
        #expect(lines[1] == "  y  float32 (3, 2)")
        #expect(lines[2] == "    sample 0: class 1 2.0000, class 0 1.0000")
        #expect(lines.count == 5)
    }
}
