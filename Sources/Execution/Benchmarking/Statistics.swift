/// Order statistics of some measurements.
package struct Statistics: Sendable {
    private let sorted: [Double]

    /// There must be at least one sample.
    package init(_ samples: [Double]) {
        precondition(!samples.isEmpty)
        sorted = samples.sorted()
    }

    package var minimum: Double { sorted[0] }
    package var median: Double { quantile(0.5) }
    /// The range of the middle half of the samples.
    package var interquartileRange: Double { quantile(0.75) - quantile(0.25) }

    /// The value below which `fraction` of the samples lie, interpolated between neighbours as NumPy does by default.
    package func quantile(_ fraction: Double) -> Double {
        let position = fraction * Double(sorted.count - 1)
        let lower = Int(position)
        let upper = Swift.min(lower + 1, sorted.count - 1)
        return sorted[lower] + (sorted[upper] - sorted[lower]) * (position - Double(lower))
    }
}
