import Convert
import Testing

@Suite("Histogram")
struct HistogramTests {
    private func histogram(_ parts: [[Float]]) -> Histogram {
        var histogram = Histogram()
        for part in parts {
            guard let minimum = part.min(), let maximum = part.max() else { continue }
            histogram.cover(minimum, maximum)
            for number in part { histogram.add(number) }
        }
        return histogram
    }

    private func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var generator = SplitMix(state: seed)
        return (0..<count).map { _ in
            Float.random(in: -1...1, using: &generator)
                * Float(sign: .plus, exponent: Int.random(in: -8...6, using: &generator), significand: 1)
        }
    }

    @Test("does not depend on the order of its parts")
    func order() {
        let parts = (0..<12).map { numbers(50, seed: $0) }
        let whole = histogram([parts.flatMap { $0 }])
        #expect(histogram(parts) == whole)
        #expect(histogram(parts.reversed()) == whole)
        var merged = Histogram()
        for part in parts.shuffled() { merged.merge(histogram([part])) }
        #expect(merged == whole)
        #expect(whole.total == 600)
    }

    @Test(
        "fills more than half of its bins",
        arguments: [(-1, 1), (0, 6), (-0.3, 200), (-1e-20, 3e-20), (0, 3e38), (-3e38, 3e38)])
    func resolution(minimum: Float, maximum: Float) {
        let histogram = histogram([[minimum, maximum, 0]])
        #expect((Histogram.binCount / 2...Histogram.binCount).contains(histogram.counts.count))
        #expect(histogram.counts.first == 1 || minimum == 0)
        #expect(histogram.counts.last == 1)
        #expect(histogram.total == 3)
        #expect(abs(histogram.center(histogram.counts.count - 1) - Double(maximum)) <= histogram.width)
    }

    @Test("holds zeros alone")
    func zeros() {
        let histogram = histogram([[0, 0, 0]])
        #expect(histogram.counts == [3])
        var merged = Histogram()
        merged.merge(histogram)
        merged.merge(Histogram())
        #expect(merged == histogram)
    }
}

/// A repeatable source of numbers.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
