import Inspect
import ModelIR
import Testing

@Suite("How healthy weights are")
struct WeightsReportTests {
    private func weights(_ graph: Graph) throws -> [String: WeightHealth] {
        let weights = try WeightsReport(of: contents(of: graph)).weights
        return Dictionary(uniqueKeysWithValues: weights.map { ($0.name, $0) })
    }

    @Test("Channels, their ratio, zeros and numbers that are none are counted")
    func measures() throws {
        let weights = try weights(SmallGraph.make())
        #expect(weights.keys.sorted() == ["conv/bias", "conv/kernel", "dense/kernel"])
        #expect(weights["conv/kernel"]?.channels == 3)
        #expect(weights["conv/kernel"]?.channelRatio == 3)
        #expect(weights["conv/bias"]?.channels == 0)
        #expect(weights["conv/bias"]?.channelRatio == nil)
        #expect(weights["conv/bias"]?.sparsity == 1.0 / 3)
        #expect(weights["conv/bias"]?.statistics.notFinite == 1)
        #expect(weights["dense/kernel"]?.channelRatio.map { abs($0 - 10) < 1e-6 } == true)
    }

    @Test("A channel of zeros is dead, and not the smallest one")
    func findsDeadChannels() throws {
        var graph = try SmallGraph.make()
        graph[graph.nodes[0].inputs[1]].data = TensorData([1, 2, 3, 0, 0, 0, 7, 8, 9] as [Float])
        let kernel = try weights(graph)["conv/kernel"]
        #expect(kernel?.deadChannels == [1])
        #expect(kernel?.channelRatio == 3)
    }

    @Test("Channels of Keras's kernels run along the last axis, of depthwise ones along the last two")
    func knowsKerasLayouts() throws {
        let contents = try Inspection.open(fixture("conformance/layers/depthwise_multiplier3.tf_keras.h5"))
        let kernel = try #require(
            WeightsReport(of: contents).weights.first { $0.name.hasSuffix("depthwise_kernel") })
        #expect(kernel.channels == kernel.shape.suffix(2).reduce(1) { $0 * ($1 ?? 1) })
        let digits = try WeightsReport(of: Inspection.open(sample("digits.h5"))).weights
        #expect(digits.map(\.channels) == [24, 0, 0, 0, 0, 48, 0, 0, 0, 0, 32, 0, 10, 0])
    }
}
