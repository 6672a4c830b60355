import ModelIR

/// What the elements of a tensor, or of one channel of it, are like; real numbers throughout.
package struct ElementStatistics: Sendable, Encodable, Hashable {
    package var count: Int
    /// Nil where no element is finite; so are the other measures.
    package var min: Float?
    package var max: Float?
    package var mean: Double?
    /// Of the whole population: the root of the mean square distance from the mean.
    package var standardDeviation: Double?
    /// Elements that are exactly zero.
    package var zeros: Int
    /// Integers at the end of what the format allows them: the type's limits and, for signed integers around a zero
    /// point of 0, the negative of the upper one. Nil for other types.
    package var saturated: Int?
    /// Infinities and NaNs.
    package var notFinite: Int

    private enum CodingKeys: String, CodingKey {
        case count, min, max, mean
        case standardDeviation = "standard_deviation"
        case zeros, saturated
        case notFinite = "not_finite"
    }

    /// Whether every element is zero, so that nothing passes.
    package var isDead: Bool { count > 0 && zeros == count }
}

/// Gathers ``ElementStatistics``.
struct ElementAccumulator {
    /// Sums are of distances from here, so that they stay exact where all elements are close together.
    private let origin: Double
    private let countsSaturation: Bool
    private var count = 0
    private var notFinite = 0
    private var zeros = 0
    private var saturated = 0
    private var least = Float.infinity
    private var greatest = -Float.infinity
    private var sum = 0.0
    private var sumOfSquares = 0.0

    init(origin: Float, countsSaturation: Bool) {
        self.origin = origin.isFinite ? Double(origin) : 0
        self.countsSaturation = countsSaturation
    }

    @inline(__always)
    mutating func add(_ element: Float, isSaturated: Bool) {
        count += 1
        guard element.isFinite else {
            notFinite += 1
            return
        }
        if element == 0 { zeros += 1 }
        if isSaturated { saturated += 1 }
        least = min(least, element)
        greatest = max(greatest, element)
        let distance = Double(element) - origin
        sum += distance
        sumOfSquares += distance * distance
    }

    /// What was gathered by an accumulator of the same origin.
    mutating func add(_ other: ElementAccumulator) {
        count += other.count
        notFinite += other.notFinite
        zeros += other.zeros
        saturated += other.saturated
        least = min(least, other.least)
        greatest = max(greatest, other.greatest)
        sum += other.sum
        sumOfSquares += other.sumOfSquares
    }

    var statistics: ElementStatistics {
        let finite = Double(count - notFinite)
        let hasNumbers = finite > 0
        let mean = sum / finite
        return ElementStatistics(
            count: count, min: hasNumbers ? least : nil, max: hasNumbers ? greatest : nil,
            mean: hasNumbers ? origin + mean : nil,
            standardDeviation: hasNumbers ? max(0, sumOfSquares / finite - mean * mean).squareRoot() : nil,
            zeros: zeros, saturated: countsSaturation ? saturated : nil, notFinite: notFinite)
    }
}
