import Comparison
import Convert
import Datasets
import Foundation
import ModelIR
import NumPyFormat
import Testing

@Suite("How far what layers make is apart")
struct ActivationTests {
    /// Calls `body` with a data set of these samples of two numbers each.
    private func withData(
        _ samples: [Float], _ body: (_ choice: (Int) -> ComparedSamples) throws -> Void
    ) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "ComparisonTests-\(UUID().uuidString).npz")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try NumPyFile.write(["x": Tensor(shape: [samples.count / 2, 2], samples)], to: path)
        try body { ComparedSamples(data: path, count: $0, threads: 1) }
    }

    /// The second model adds 1 to the first output and doubles nothing: signal 1 + 4 + 9 + 16, noise 2 times 1.
    @Test("All figures of four numbers, by hand")
    func computes() throws {
        var one = SmallNetwork()
        try one.dense("dense", [1, 0, 0, 1], outputs: 2)
        var other = SmallNetwork()
        try other.dense("dense", [1, 0, 0, 1], outputs: 2, bias: [1, 0])
        try withData([1, 2, 3, 4]) { choice in
            let report = try ModelComparison(of: one.model("a.qf"), with: other.model("b.qf"), against: choice(10))
            let error = try #require(report.layers[0].activations)
            #expect(error.count == 4)
            #expect(error.largest == 1)
            #expect(error.rootMeanSquare == 0.5.squareRoot())
            #expect(error.mean == 0.5)
            #expect(abs(try #require(error.signalToNoise) - 10 * log10(15)) < 1e-12)
            let run = try #require(report.activations)
            #expect(run.samples == 2 && run.available == 2)
            #expect(run.outputs.map(\.error) == [error])
            // 2, 2 and 4, 4 in place of 1, 2 and 3, 4: the first of equal classes wins.
            #expect(run.agreement == 0)
        }
    }

    @Test("Samples are taken at equal distances, and no more than there are")
    func choosesSamples() throws {
        var network = SmallNetwork()
        try network.dense("dense", [1, 0, 0, 1], outputs: 2)
        try withData((0..<20).map(Float.init)) { choice in
            for (count, samples) in [(1, 1), (3, 3), (10, 10), (64, 10)] {
                var steps: [[Int]] = []
                let report = try ModelComparison(
                    of: network.model("a.qf"), with: network.model("b.qf"), against: choice(count)
                ) { steps.append([$0, $1]) }
                #expect(report.activations?.samples == samples)
                #expect(report.activations?.agreement == 1)
                #expect(report.layers[0].activations?.isExact == true)
                #expect(steps.last == [samples, samples])
            }
        }
    }

    @Test("An activation that is fused is compared with one that stands alone")
    func comparesFused() throws {
        var plain = SmallNetwork()
        try plain.dense("dense", [1, -1, 0, 1], outputs: 2)
        try plain.unary(.relu, "relu")
        try plain.unary(.tanh, "end")
        var fused = SmallNetwork()
        try fused.dense("dense", [1, -1, 0, 1], outputs: 2, activation: .relu, name: "relu")
        try fused.unary(.tanh, "end")
        try withData([1, 2, 3, 4]) { choice in
            let report = try ModelComparison(of: plain.model("a.qf"), with: fused.model("b.qf"), against: choice(2))
            #expect(report.layers.map(\.name) == ["dense", "relu", "end"])
            #expect(report.layers[0].activations?.isExact == true)
            #expect(report.layers[2].activations?.isExact == true)
        }
    }

    @Test("What is lost in a layer is the difference from the worst of its inputs")
    func findsLoss() throws {
        var one = SmallNetwork()
        try one.dense("first", [1, 0, 0, 1], outputs: 2)
        try one.dense("second", [1, 0, 0, 1], outputs: 2)
        var other = SmallNetwork()
        try other.dense("first", [1.01, 0, 0, 1.01], outputs: 2)
        try other.dense("second", [1.1, 0, 0, 1.1], outputs: 2)
        try withData([1, 2, 3, 4]) { choice in
            let layers = try ModelComparison(of: one.model("a.qf"), with: other.model("b.qf"), against: choice(2))
                .layers
            #expect(layers[0].loss == nil)
            #expect(abs(try #require(layers[0].activations?.signalToNoise) - 40) < 1e-3)
            // 1.01 times 1.1 is 0.111 too much.
            #expect(abs(try #require(layers[1].activations?.signalToNoise) + 20 * log10(0.111)) < 1e-3)
            #expect(abs(try #require(layers[1].loss) - (40 + 20 * log10(0.111))) < 1e-3)
        }
    }

    @Test("An int8 model of ours is compared in the units of the float model, its biases moved")
    func knowsUnits() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ComparisonTests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (source, data) = (sample("glyphs.h5"), sample("glyphs.data.h5"))
        let settings = CalibrationSettings(data: data, choice: SampleChoice(count: 8))
        let conversion = Conversion(
            source: source, precision: .int8(QuantizationSettings(ranges: .samples(settings))))
        _ = try conversion.write(to: folder + "/int8.qf")
        let report = try ModelComparison(
            of: ComparedModel(contentsOf: source), with: ComparedModel(contentsOf: folder + "/int8.qf"),
            against: ComparedSamples(data: data, count: 4, threads: 2))
        #expect(report.activations?.notComparable == 0)
        #expect(report.weights.notComparable == 0)
        #expect(report.layers.count { $0.factor != nil } > 20)
        for layer in report.layers where layer.weights != nil {
            #expect(layer.weights?.signalToNoise ?? .infinity > 35, "\(layer.name)")
        }
        // A unit or a bias that is forgotten leaves next to nothing of the signal.
        for layer in report.layers where layer.activations != nil {
            #expect(layer.activations?.signalToNoise ?? .infinity > 3, "\(layer.name)")
        }
    }

    @Test("Models that take different things are refused, and which one is said")
    func refusesOtherInputs() throws {
        var one = SmallNetwork()
        try one.dense("dense", [1, 0, 0, 1], outputs: 2)
        var other = SmallNetwork(inputs: 3)
        try other.dense("dense", [1, 0, 0, 1, 2, 3], outputs: 2)
        try withData([1, 2, 3, 4]) { choice in
            #expect {
                try ModelComparison(of: one.model("a.qf"), with: other.model("b.qf"), against: choice(2))
            } throws: { "\($0)".hasPrefix("b.qf: takes ") }
        }
    }

    @Test("A single array in a file of its own is a data set, too")
    func readsSingleArray() throws {
        var one = SmallNetwork()
        try one.dense("dense", [1, 0, 0, 1], outputs: 2)
        var other = SmallNetwork()
        try other.dense("dense", [1, 0, 0, 2], outputs: 2)
        let path = FileManager.default.temporaryDirectory.appending(path: "ComparisonTests-\(UUID().uuidString).npy")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try NumPyFile.write(["x": Tensor(shape: [2, 2], [1, 2, 3, 4] as [Float])], to: path)
        let report = try ModelComparison(
            of: one.model("a.qf"), with: other.model("b.qf"),
            against: ComparedSamples(data: path, count: 8, threads: 1))
        #expect(report.activations?.samples == 2)
        #expect(report.layers[0].activations?.largest == 4)
    }

    @Test("Networks that share nothing but their input are refused, those with equal outputs are not")
    func refusesOtherNetworks() throws {
        var one = SmallNetwork()
        try one.dense("dense", [1, 0, 0, 1], outputs: 2)
        var other = SmallNetwork()
        try other.dense("other", [1, 0, 0, 1, 2, 3], outputs: 3)
        var deep = SmallNetwork()
        try deep.dense("wide", [1, 0, 0, 1, 0, 0], outputs: 3)
        try deep.dense("narrow", [1, 0, 0, 0, 1, 0], outputs: 2)
        try withData([1, 2, 3, 4]) { choice in
            #expect {
                try ModelComparison(of: one.model("a.qf"), with: other.model("b.qf"), against: choice(2))
            } throws: { "\($0)".hasPrefix("b.qf: has no layer and no output in common with a.qf") }
            let report = try ModelComparison(of: one.model("a.qf"), with: deep.model("b.qf"), against: choice(2))
            #expect(report.activations?.layers == 0)
            #expect(report.activations?.outputs.count == 1)
        }
    }
}
