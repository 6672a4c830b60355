/// How the range of an activation follows from what was seen of it.
package enum RangeMethod: String, Sendable, Hashable, CaseIterable {
    /// From the least to the greatest number, as TensorFlow's converter does.
    case minmax
    /// Without the outermost ten-thousandth on either side.
    case percentile
    /// The least error behind the function that reads the value, nearly by its mean square; see ``RoundingCost``.
    case mse
    /// The least divergence (Kullback and Leibler's) between the distributions before and after rounding, after
    /// Migacz, "8-bit Inference with TensorRT" (2017), with two ends instead of a symmetric range.
    case entropy

    /// The one that does best where it was measured (decision 015).
    package static let standard = RangeMethod.mse

    /// The range of values with one scale; it holds 0 and reaches no further than `observed` and 0.
    ///
    /// - Parameters:
    ///   - histogram: where the numbers lie.
    ///   - observed: the least and the greatest number.
    ///   - readers: the functions through which the values are read, at least one.
    package func range(
        of histogram: Histogram, observed: ClosedRange<Float>, readers: [ReadingFunction]
    ) -> ClosedRange<Float> {
        let whole = min(observed.lowerBound, 0)...max(observed.upperBound, 0)
        guard whole.lowerBound < whole.upperBound, histogram.total > 0 else { return whole }
        switch self {
        case .minmax: return whole
        case .percentile: return histogram.range(withoutTails: 1e-4).clamped(to: whole)
        case .mse:
            let cost = RoundingCost(histogram, readers: readers)
            return RangeSearch.least(within: whole) { cost.cost(of: $0) }
        case .entropy:
            let cost = DivergenceCost(histogram)
            return RangeSearch.least(within: whole) { cost.cost(of: $0) }
        }
    }
}

extension Histogram {
    /// From the bin below which there is less than `share` of the numbers to the one above which there is less; with 0.
    fileprivate func range(withoutTails share: Double) -> ClosedRange<Float> {
        let tail = share * Double(total)
        func end(_ indices: some Sequence<Int>) -> Int {
            var seen = 0.0
            for index in indices {
                seen += Double(counts[index])
                if seen > tail { return index }
            }
            return 0
        }
        let lower = Double(firstBin + end(counts.indices)) * width
        let upper = Double(firstBin + end(counts.indices.reversed()) + 1) * width
        return Float(min(lower, 0))...Float(max(upper, 0))
    }
}
