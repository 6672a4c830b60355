import Engine
import Execution
import ModelIR
import NumPyFormat
import Testing

@Suite("Comparing outputs with what was expected")
struct RunComparisonTests {
    /// A run whose output `y` is its input.
    private func run(_ values: [Float], columns: Int = 2) throws -> ModelRun {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, columns], isBatchFree: true))
        let zero = graph.addConstant("zero", shape: [1], [0])
        let y = try graph.append(.binary(Binary(.add)), [x, zero], name: "y", layer: "y")
        graph.outputs = [Port(name: "y", value: y)]
        let input = Tensor(shape: [values.count / columns, columns], values)
        return try ModelRun(Model(graph: graph), on: .array(input), threads: 1)
    }

    private func compare(_ found: [Float], _ wanted: [Float], tolerance: Double = 1e-5) throws -> RunComparison {
        let expected = Tensor(shape: [wanted.count / 2, 2], wanted)
        return try RunComparison(
            run(found), with: .archive(["y": expected]), file: "expected.npz", tolerance: tolerance)
    }

    @Test("Differences up to the tolerance pass, larger ones do not")
    func tolerates() throws {
        #expect(try compare([0, 0.5], [0, 0.25], tolerance: 0.25).passed)
        let failed = try compare([0, 0.5], [0, 0.25], tolerance: 0.2)
        #expect(!failed.passed)
        #expect(failed.outputs[0].largestDifference == 0.25)
    }

    @Test("Large numbers are compared by their magnitude")
    func scales() throws {
        #expect(try compare([1000, 0.005], [1000, 0]).passed)
        #expect(try !compare([1000, 0.05], [1000, 0]).passed)
    }

    @Test("The share of rows with the same top class is told")
    func comparesClasses() throws {
        let comparison = try compare([1, 2, 3, 0, 0, 1, 5, 4], [0, 2, 0, 3, 0, 1, 5, 4])
        #expect(comparison.outputs[0].sameTopClass == 0.75)
    }

    @Test("NaN and infinity are equal to themselves alone")
    func comparesSpecialValues() throws {
        #expect(try compare([.nan, .infinity], [.nan, .infinity]).passed)
        #expect(try !compare([.nan, 0], [0, 0]).passed)
        #expect(try compare([.nan, 0], [0, 0]).outputs[0].largestDifference == nil)
        #expect(try !compare([.infinity, 0], [-.infinity, 0]).passed)
        #expect(try !compare([0, 0], [.nan, 0]).passed)
    }

    @Test("Arrays that do not belong to the output are refused by name")
    func refuses() throws {
        let tensor = Tensor(shape: [1, 2], [0, 0] as [Float])
        let contents: [NumPyFile.Content] = [
            .array(Tensor(shape: [2], [0, 0] as [Float])), .archive(["a": tensor, "b": tensor]), .archive([:]),
        ]
        for content in contents {
            let error = #expect(throws: ExecutionError.self) {
                try RunComparison(run([0, 0]), with: content, file: "expected.npz", tolerance: 0)
            }
            #expect(error?.description.contains("'y'") == true)
        }
    }
}
