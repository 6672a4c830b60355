import Engine

/// How often numbers of one value lie where, in bins of equal width that are aligned at zero.
///
/// The width is the least power of two with which ``binCount`` bins hold everything from the least to the greatest
/// number and zero, so that it depends on the numbers alone and not on their order: a bin of a wider histogram is a
/// union of bins of a narrower one. Counts are integers. Histograms of parts therefore merge into exactly that of the whole.
package struct Histogram: Sendable, Equatable {
    /// The most bins that a histogram has; a range of numbers fills more than half of them.
    package static let binCount = 4096

    /// The binary logarithm of a bin's width.
    package private(set) var exponent = Histogram.leastExponent
    /// Bin b holds b * width <= x < (b + 1) * width; this is the b of the first count.
    package private(set) var firstBin = 0
    /// How many numbers lie in each bin, from ``firstBin`` on.
    package private(set) var counts: [UInt64] = []

    /// Widths with a power of two below this are no use to anyone.
    private static let leastExponent = -120

    package init() {}

    /// The width of a bin.
    package var width: Double { Double(sign: .plus, exponent: exponent, significand: 1) }

    /// The number in the middle of the bin at `index` of ``counts``.
    package func center(_ index: Int) -> Double { (Double(firstBin + index) + 0.5) * width }

    /// The sum of all counts.
    package var total: UInt64 { counts.reduce(0, +) }

    /// Makes room for numbers between two finite bounds.
    package mutating func cover(_ minimum: Float, _ maximum: Float) {
        let old = counts.isEmpty ? 0..<1 : firstBin..<firstBin + counts.count
        var bins = old
        func bin(_ number: Float) -> Int { Int((Double(number) / width).rounded(.down)) }
        // A lower exponent is certainly too low.
        let magnitude = max(minimum.magnitude, maximum.magnitude)
        var shift = magnitude > 0 ? max(0, Int(magnitude.exponent) - 13 - exponent) : 0
        exponent += shift
        while true {
            // A bin at a greater exponent is a union of bins, so that what is counted stays covered.
            let lower = min(old.lowerBound >> shift, bin(min(minimum, 0)))
            let upper = max((old.upperBound - 1) >> shift, bin(max(maximum, 0)))
            if upper - lower < Histogram.binCount {
                bins = lower..<upper + 1
                break
            }
            shift += 1
            exponent += 1
        }
        if shift > 0 || bins != old || counts.isEmpty { rebin(by: shift, to: bins) }
    }

    /// Moves counts into bins that are 2^shift times as wide.
    private mutating func rebin(by shift: Int, to bins: Range<Int>) {
        var moved = [UInt64](repeating: 0, count: bins.count)
        for (index, count) in counts.enumerated() { moved[((firstBin + index) >> shift) - bins.lowerBound] += count }
        counts = moved
        firstBin = bins.lowerBound
    }

    /// Counts some of the elements, which must be covered: one of `step` groups of neighbours, each of them `weight` times.
    mutating func count(
        _ elements: UnsafeBufferPointer<Float>, step: Int, phase: Int, weight: Int, with kernels: ObservationKernels
    ) {
        let inverseWidth = Float(1 / width)
        let firstBin = firstBin
        counts.withUnsafeMutableBufferPointer { counts in
            kernels.count(
                elements, inverseWidth: inverseWidth, firstBin: firstBin, step: step, phase: phase,
                weight: UInt64(weight), into: counts)
        }
    }

    /// Adds `weight` numbers at `number`, which must be covered.
    package mutating func add(_ number: Float, weight: UInt64 = 1) {
        let bin = Int((Double(number) / width).rounded(.down)) - firstBin
        counts[min(max(bin, 0), counts.count - 1)] += weight
    }

    /// Adds the numbers of another part.
    package mutating func merge(_ other: Histogram) {
        guard !other.counts.isEmpty else { return }
        var other = other
        // Both get the width that holds the bounds of both.
        alignWidth(to: other)
        other.alignWidth(to: self)
        for (index, count) in other.counts.enumerated() { counts[other.firstBin + index - firstBin] += count }
    }

    private mutating func alignWidth(to other: Histogram) {
        let shift = max(0, other.exponent - exponent)
        exponent += shift
        if counts.isEmpty { counts = [0] }
        var bins = (firstBin >> shift)..<((firstBin + counts.count - 1) >> shift) + 1
        var further = 0
        while true {
            let theirShift = exponent - other.exponent
            let lower = min(bins.lowerBound >> further, other.firstBin >> theirShift)
            let upper = max(
                (bins.upperBound - 1) >> further, (other.firstBin + other.counts.count - 1) >> theirShift)
            if upper - lower < Histogram.binCount {
                bins = lower..<upper + 1
                break
            }
            further += 1
            exponent += 1
        }
        rebin(by: shift + further, to: bins)
    }
}
