/// Some of a number of samples.
package struct Proportion: Sendable, Hashable {
    package let part: Int
    package let whole: Int

    /// `part` of `whole`, which is not 0.
    package init(_ part: Int, of whole: Int) {
        precondition(whole > 0 && (0...whole).contains(part))
        self.part = part
        self.whole = whole
    }

    package var value: Double { Double(part) / Double(whole) }

    /// Where the true share lies with 95 % confidence: Wilson's score interval (1927).
    package var interval: ClosedRange<Double> {
        let (count, share) = (Double(whole), value)
        let square = normalQuantile * normalQuantile
        let middle = (share + square / (2 * count)) / (1 + square / count)
        let half =
            normalQuantile / (1 + square / count)
            * (share * (1 - share) / count + square / (4 * count * count)).squareRoot()
        return max(0, middle - half)...min(1, middle + half)
    }
}

/// 95 % of a normal distribution lie within so many standard deviations of its mean.
let normalQuantile = 1.959963984540054
