import Engine

/// From where to where the elements of one value reach.
struct ObservedRange {
    private(set) var minimum = Float.infinity
    private(set) var maximum = -Float.infinity
    /// Elements that were looked at by ``extremes(of:with:)``.
    private(set) var elementCount = 0
    /// How many of them are NaN or infinite.
    private(set) var nonFiniteCount = 0

    /// The extremes of some elements; nil where one of them is not finite.
    mutating func extremes(
        of elements: UnsafeBufferPointer<Float>, with kernels: ObservationKernels
    ) -> (minimum: Float, maximum: Float)? {
        guard let base = elements.baseAddress else { return nil }
        elementCount += elements.count
        if let found = kernels.extremes(of: base, count: elements.count), found.minimum > -.infinity,
            found.maximum < .infinity
        {
            return found
        }
        nonFiniteCount += elements.reduce(0) { $0 + ($1.isFinite ? 0 : 1) }
        return nil
    }

    /// Adds extremes; whether they go beyond those before.
    mutating func widen(to extremes: (minimum: Float, maximum: Float)) -> Bool {
        guard extremes.minimum < minimum || extremes.maximum > maximum else { return false }
        minimum = min(minimum, extremes.minimum)
        maximum = max(maximum, extremes.maximum)
        return true
    }

    mutating func merge(_ other: ObservedRange) {
        minimum = min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
        elementCount += other.elementCount
        nonFiniteCount += other.nonFiniteCount
    }
}
