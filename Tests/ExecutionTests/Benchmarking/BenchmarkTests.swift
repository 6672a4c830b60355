import Engine
import Execution
import ModelIR
import Reporting
import Testing

@Suite("Timing models")
struct BenchmarkTests {
    /// y = x + 1 by a row of `width` numbers.
    private func subject(_ file: String, width: Int, batch: Int = 1) throws -> BenchmarkSubject {
        var graph = Graph()
        let x = graph.addInput("x", shape: Shape([1, width], isBatchFree: true))
        let one = graph.addConstant("one", shape: [1], [1])
        let y = try graph.append(.binary(Binary(.add)), [x, one], name: "y", layer: "y")
        graph.outputs = [Port(name: "y", value: y)]
        return try BenchmarkSubject(Model(graph: graph), file: file, threads: 1, batch: batch)
    }

    @Test("A benchmark times every model")
    func benchmarks() throws {
        let report = try Benchmark(threads: 1, batch: 4, runs: 7, warmup: 1)
            .measure([subject("one", width: 8, batch: 4), subject("two", width: 16, batch: 4)])
        #expect(report.models.map(\.file) == ["one", "two"])
        for entry in report.models {
            #expect(entry.minimumMilliseconds > 0)
            #expect(entry.minimumMilliseconds <= entry.medianMilliseconds)
            #expect(entry.medianMilliseconds <= entry.p90Milliseconds)
            #expect(entry.firstResultMilliseconds == nil)
            #expect(entry.arenaBytes > 0)
            #expect(entry.profile == nil)
        }
        let json = try JSONText.of(report)
        for key in [
            "schema", "models", "file", "threads", "median_ms", "min_ms", "p90_ms", "first_result_ms", "arena_bytes",
            "packed_bytes", "profile",
        ] {
            #expect(json.contains("\"\(key)\": "))
        }
        #expect(report.text(style: .plain).split(separator: "\n").count == 4)
    }

    @Test("Every model has a profile where that is asked for")
    func profiles() throws {
        let report = try Benchmark(threads: 1, batch: 1, runs: 3, warmup: 0)
            .measure([subject("one", width: 8), subject("two", width: 16)], isProfiling: true)
        #expect(report.models.map { $0.profile?.steps.map(\.operators) } == [[["ADD"]], [["ADD"]]])
        let text = report.text(style: .plain)
        #expect(text.contains("\none: 1 steps, "))
        #expect(text.contains("\ntwo: 1 steps, "))
    }

    @Test("A turn has the time of every run")
    func takesTurns() throws {
        let turns = try BenchmarkTurns(subject("one", width: 8), warmup: 1)
        #expect(turns.opening.file == "one")
        #expect(turns.turn(runs: 5).milliseconds.count == 5)
        #expect(try JSONText.line(of: turns.turn(runs: 2)).split(separator: "\n").count == 1)
    }
}
