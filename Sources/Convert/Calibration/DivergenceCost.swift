#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// How far the distribution of numbers that went through int8 is from the original one, in nats.
struct DivergenceCost {
    private let histogram: Histogram
    private let total: Double

    /// Stands for an empty bin of the rounded distribution, whose logarithm would be infinite.
    private static let least = 1e-9

    init(_ histogram: Histogram) {
        self.histogram = histogram
        total = Double(histogram.total)
    }

    /// The divergence with the scale and zero point that `range` gets.
    ///
    /// What is clipped counts in the original distribution at the ends of the range, and not in the rounded one, which
    /// spreads what falls on one integer evenly over the bins of it that hold anything.
    func cost(of range: ClosedRange<Float>) -> Double {
        let scale = ActivationScale(range: range)
        let reach = scale.range
        let centers = histogram.counts.indices.map { histogram.center($0) }
        guard let first = centers.firstIndex(where: { $0 >= Double(reach.lowerBound) - histogram.width }),
            let last = centers.lastIndex(where: { $0 <= Double(reach.upperBound) + histogram.width }), first <= last
        else { return .infinity }
        var original = histogram.counts[first...last].map { Double($0) }
        var sums = [Double](repeating: 0, count: 256)
        var filled = sums
        let integers = (first...last).map { Int(scale.integer(for: Float(centers[$0]))) + 128 }
        for (index, integer) in integers.enumerated() where original[index] > 0 {
            sums[integer] += original[index]
            filled[integer] += 1
        }
        let kept = original.reduce(0, +)
        guard kept > 0 else { return .infinity }
        original[0] += histogram.counts[..<first].reduce(0) { $0 + Double($1) }
        original[original.count - 1] += histogram.counts[(last + 1)...].reduce(0) { $0 + Double($1) }
        var divergence = 0.0
        for (index, integer) in integers.enumerated() where original[index] > 0 {
            let before = original[index] / total
            let after = filled[integer] > 0 ? sums[integer] / filled[integer] / kept : 0
            divergence += before * log(before / max(after, Self.least))
        }
        return divergence
    }
}
