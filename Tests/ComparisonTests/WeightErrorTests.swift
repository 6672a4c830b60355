import Comparison
import Foundation
import ModelIR
import Testing

@Suite("How far weights are apart")
struct WeightErrorTests {
    /// Signal 30, noise 0.25: the second of 1, -2, 3, -4 is -1.5.
    @Test("All figures of four weights, by hand")
    func computes() throws {
        var float = SmallNetwork()
        try float.dense("dense", [1, -2, 3, -4], outputs: 2)
        var integers = SmallNetwork()
        try integers.dense("dense", integers: [2, -3, 3, -4], scales: [0.5, 1])
        let report = try ModelComparison(of: float.model("a.qf"), with: integers.model("b.qf"))
        let error = try #require(report.layers[0].weights)
        #expect(error.count == 4)
        #expect(error.largest == 0.5)
        #expect(error.rootMeanSquare == 0.25)
        #expect(error.mean == 0.125)
        #expect(abs(try #require(error.relative) - (0.25 / 30).squareRoot()) < 1e-12)
        #expect(abs(try #require(error.signalToNoise) - 10 * log10(120)) < 1e-12)
        #expect(report.weights.error == error)
        #expect(report.layers[0].factor == nil)
        #expect(report.b.precision == "dynamic")
    }

    @Test("Equal weights are exact, and have no decibels")
    func isExact() throws {
        var float = SmallNetwork()
        try float.dense("dense", [1, -2, 3, -4], outputs: 2, bias: [1, 2])
        let report = try ModelComparison(of: float.model("a.qf"), with: float.model("b.qf"))
        #expect(report.layers[0].weights?.isExact == true)
        #expect(report.layers[0].weights?.signalToNoise == nil)
        #expect(report.layers[0].bias?.isExact == true)
    }

    @Test("A bias that one model leaves out is one of zeros")
    func missesBias() throws {
        var one = SmallNetwork()
        try one.dense("dense", [1, -2, 3, -4], outputs: 2, bias: [0.5, 0])
        var other = SmallNetwork()
        try other.dense("dense", [1, -2, 3, -4], outputs: 2)
        let report = try ModelComparison(of: one.model("a.qf"), with: other.model("b.qf"))
        #expect(report.layers[0].bias?.largest == 0.5)
        #expect(report.layers[0].bias?.mean == -0.25)
    }

    @Test("A factor that is no error is undone; one that could be is not")
    func undoesFactors() throws {
        let numbers: [Float] = [1, -2, 3, -4]
        for (factor, isUndone) in [(Float(8), true), (0.125, true), (1.25, false), (-8, false)] {
            var one = SmallNetwork()
            try one.dense("dense", numbers, outputs: 2)
            var other = SmallNetwork()
            try other.dense("dense", numbers.map { $0 * factor }, outputs: 2)
            let row = try ModelComparison(of: one.model("a.qf"), with: other.model("b.qf")).layers[0]
            #expect(row.factor == (isUndone ? Double(factor) : nil))
            #expect(row.weights?.isExact == isUndone)
        }
    }

    /// Between two linear layers the int8 model counts in units of 4: the first kernel is a quarter, the second four times
    /// as large, and neither is an error.
    @Test("Units of linear stages are no errors")
    func knowsUnits() throws {
        var float = SmallNetwork()
        try float.dense("writer", [127, -2, 127, -4], outputs: 2)
        try float.dense("reader", [127, 1, 2, 127], outputs: 2)
        try float.unary(.tanh, "end")
        var integers = SmallNetwork()
        try integers.dense("writer", integers: [127, -2, 127, -5], scales: [0.95, 0.95])
        try integers.dense("reader", integers: [127, 1, 2, 127], scales: [1 / 0.95, 1 / 0.95])
        try integers.unary(.tanh, "end")
        let report = try ModelComparison(of: float.model("a.qf"), with: integers.model("b.qf", precision: "int8"))
        let (writer, reader) = (report.layers[0], report.layers[1])
        #expect(abs(try #require(writer.factor) - 0.95) < 1e-6)
        #expect(abs(try #require(writer.weights?.largest) - 1) < 1e-5)
        #expect(abs(try #require(reader.factor) * 0.95 - 1) < 1e-6)
        #expect(try #require(reader.weights?.largest) < 1e-5)
    }

    @Test("Other shapes, and scales of single channels, are told and not measured")
    func tellsObstacles() throws {
        var one = SmallNetwork()
        try one.dense("dense", [1, -2, 3, -4], outputs: 2)
        var other = SmallNetwork()
        try other.dense("dense", [1, -2, 3, -4, 5, 6], outputs: 3)
        let report = try ModelComparison(of: one.model("a.qf"), with: other.model("b.qf"))
        #expect(report.layers[0].obstacle == "shape (2, 2) in A, (3, 2) in B")
        #expect(report.layers[0].weights == nil)
        #expect(report.weights.notComparable == 1)
        #expect(report.notes.contains { $0.contains("two different networks") })

        let numbers = (0..<64).map { Float(($0 * 37) % 17) - 8 }
        var scaled = SmallNetwork(inputs: 8)
        try scaled.dense("dense", numbers.enumerated().map { $1 * [100, -3, 0.02, 7][$0 % 4] }, outputs: 8)
        var plain = SmallNetwork(inputs: 8)
        try plain.dense("dense", numbers, outputs: 8)
        let row = try ModelComparison(of: plain.model("a.qf"), with: scaled.model("b.qf")).layers[0]
        #expect(row.obstacle == "a scale of each channel is folded into one of them only")
    }

    @Test("Weights that are not numbers leave the figures open")
    func survivesNotNumbers() throws {
        var one = SmallNetwork()
        try one.dense("dense", [1, .nan, .infinity, -4], outputs: 2)
        var other = SmallNetwork()
        try other.dense("dense", [1, .nan, .infinity, -4], outputs: 2)
        #expect(
            try ModelComparison(of: one.model("a.qf"), with: other.model("b.qf")).layers[0].weights?.isExact == true)
        var sound = SmallNetwork()
        try sound.dense("dense", [1, 2, 3, -4], outputs: 2)
        let error = try ModelComparison(of: sound.model("a.qf"), with: other.model("b.qf")).layers[0].weights
        #expect(error?.count == 4)
        #expect(error?.largest == nil)
        #expect(error?.signalToNoise == nil)
        #expect(error?.signalToNoiseText == "?")
    }
}
