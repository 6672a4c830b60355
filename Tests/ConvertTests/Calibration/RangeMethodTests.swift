import Convert
import ModelIR
import Testing

@Suite("Range methods")
struct RangeMethodTests {
    /// Bell-shaped numbers (sums of twelve), a thousand of each, and single ones far out.
    private func bell(outliers: [Float] = [], count: Int = 20_000) -> (
        histogram: Histogram, observed: ClosedRange<Float>
    ) {
        var random = SplitMix(state: 9)
        let numbers = (0..<count).map { _ in
            (0..<12).reduce(Float(0)) { sum, _ in sum + Float.random(in: -0.5...0.5, using: &random) }
        }
        let all = numbers + outliers
        let observed = (all.min() ?? 0)...(all.max() ?? 0)
        var histogram = Histogram()
        histogram.cover(observed.lowerBound, observed.upperBound)
        for number in numbers { histogram.add(number, weight: 1000) }
        for number in outliers { histogram.add(number) }
        return (histogram, observed)
    }

    private func range(
        _ method: RangeMethod, _ numbers: (histogram: Histogram, observed: ClosedRange<Float>),
        readers: [ReadingFunction] = [.identity]
    ) -> ClosedRange<Float> {
        method.range(of: numbers.histogram, observed: numbers.observed, readers: readers)
    }

    @Test("minmax takes everything")
    func minmax() {
        let numbers = bell(outliers: [40])
        #expect(range(.minmax, numbers) == numbers.observed)
    }

    @Test("percentile leaves a ten-thousandth on either side", arguments: [0.0, 1000.0])
    func percentile(outlier: Float) {
        let numbers = bell(outliers: [outlier])
        let range = range(.percentile, numbers)
        // The ten-thousandth part of a normal distribution starts at 3.7 standard deviations.
        #expect(abs(range.lowerBound + 3.7) < 0.6 && abs(range.upperBound - 3.7) < 0.6)
    }

    @Test("those that weigh errors give up a few outliers for finer steps", arguments: [RangeMethod.mse, .entropy])
    func outliers(method: RangeMethod) {
        let plain = range(method, bell())
        #expect(plain.lowerBound < -2.5 && plain.upperBound > 2.5)
        let clipped = range(method, bell(outliers: [60]))
        #expect(clipped.upperBound < 40 && clipped.upperBound > 2.5)
        #expect(clipped.lowerBound < -2.5)
    }

    @Test("mse does not spend steps on what the reader flattens")
    func flatReaders() {
        let numbers = bell()
        let identity = range(.mse, numbers)
        #expect(range(.mse, numbers, readers: [.unary(Unary(.relu).function)]).lowerBound > identity.lowerBound / 4)
        let both = range(.mse, numbers, readers: [.unary(.relu), .identity])
        #expect(both.lowerBound < identity.lowerBound / 2)
        var wide = Histogram()
        wide.cover(-20, 20)
        for step in -80...80 { wide.add(Float(step) / 4, weight: 10) }
        #expect(RangeMethod.mse.range(of: wide, observed: -20...20, readers: [.swish]).lowerBound > -9)
    }

    @Test("every method stays inside of what was seen and holds zero", arguments: RangeMethod.allCases)
    func bounds(method: RangeMethod) {
        for (lower, upper) in [(2, 3), (-3, -2), (0, 0), (-1e-30, 1e-30), (-1e30, 1e30)] as [(Float, Float)] {
            var histogram = Histogram()
            histogram.cover(lower, upper)
            histogram.add(lower, weight: 50)
            histogram.add(upper, weight: 50)
            let range = method.range(of: histogram, observed: lower...upper, readers: [.identity])
            #expect(range.contains(0))
            #expect(range.lowerBound >= min(lower, 0) && range.upperBound <= max(upper, 0))
            #expect(lower == upper || range.lowerBound < range.upperBound)
        }
    }
}

@Suite("Calibration ranges")
struct CalibrationRangesTests {
    private func observe(_ graph: Graph, _ tensor: Tensor) throws -> Observations {
        var calibrator = try Calibrator(graph: graph, threads: 1)
        try calibrator.observe(["input": tensor])
        return calibrator.finish()
    }

    @Test("covers every activation that a plan needs, one range for each group")
    func groups() throws {
        var sketch = GraphSketch()
        let input = sketch.input(4, 4, 8)
        let relu = try sketch.node(.unary(Unary(.relu)), input, name: "relu")
        let gate = try sketch.node(.unary(Unary(.logistic)), relu, name: "gate")
        let swish = try sketch.node(.binary(Binary(.mul)), relu, gate, name: "swish")
        let joined = try sketch.node(.concatenation(Concatenation(axis: 3)), swish, input, name: "joined")
        sketch.output(joined)
        let graph = sketch.graph
        let tensor = Tensor(shape: [3, 4, 4, 8], (0..<384).map { Float($0 % 17) - 9 })
        let observations = try observe(graph, tensor)
        for method in RangeMethod.allCases {
            let ranges = try CalibrationRanges(
                observations, graph: graph, groups: ScaleGroups(graph: graph), method: method
            ).ranges
            #expect(Set(ranges.keys) == ["input", "relu", "gate", "swish", "joined"])
            #expect(ranges["input"] == ranges["joined"] && ranges["swish"] == ranges["joined"])
            _ = try QuantizationPlan(graph: graph, ranges: ranges)
        }
        let exact = try CalibrationRanges(
            observations, graph: graph, groups: ScaleGroups(graph: graph), method: .minmax
        ).ranges
        #expect(exact["input"]?.lowerBound == -9)
        #expect(abs((exact["input"]?.upperBound ?? 0) - 7) < 0.01)
        #expect(exact["relu"] == 0...7)
    }

    @Test("takes the range of bytes from their type")
    func bytes() throws {
        var sketch = GraphSketch()
        let input = sketch.input(8)
        sketch.output(try sketch.node(.unary(Unary(.relu)), input, name: "relu"))
        let graph = sketch.graph
        func inputRange(_ tensor: Tensor) throws -> ClosedRange<Float>? {
            let groups = ScaleGroups(graph: graph)
            return try CalibrationRanges(observe(graph, tensor), graph: graph, groups: groups, method: .mse).ranges[
                "input"]
        }
        #expect(try inputRange(Tensor(shape: [1, 8], [3, 5, 200, 9, 1, 2, 3, 4] as [UInt8])) == 0...255)
        #expect(try inputRange(Tensor(shape: [1, 8], [0, 1, 1, 0, 1, 0, 1, 0] as [UInt8])) == 0...1)
        #expect(
            try inputRange(Tensor(shape: [1, 8], [3, 5, 200, 9, 1, 2, 3, 4] as [Float]))?.upperBound ?? 255 <= 200)
    }

    @Test("asks for samples where there were none")
    func missing() throws {
        var sketch = GraphSketch()
        let input = sketch.input(8)
        sketch.output(try sketch.node(.unary(Unary(.relu)), input, name: "relu"))
        let graph = sketch.graph
        let error = try #require(throws: CalibrationError.self) {
            try CalibrationRanges(Observations(), graph: graph, groups: ScaleGroups(graph: graph), method: .mse)
        }
        #expect(error.code == .missingRange)
    }
}
