import ModelIR
import TFLiteFormat
import Testing

@Suite("Round trip through a file")
struct RoundTripTests {
    @Test("a graph read back is the graph that was written", arguments: SampleGraphs.all)
    func sample(_ sample: SampleGraph) throws {
        try sample.graph.validate()
        let decoded = try TFLiteFile.decode(TFLiteFile.encode(sample.graph).bytes())
        try decoded.validate()
        #expect(GraphDescription(decoded) == GraphDescription(sample.graph))
    }

    @Test("the samples have every operator")
    func completeness() {
        let names = Set(SampleGraphs.all.flatMap { $0.graph.nodes.map(\.op.name) })
        #expect(names.count == 60)
    }
}
