import ModelIR
import Testing

/// How close the engine's numbers are to LiteRT's, over all cases of an operator.
struct Agreement {
    private(set) var elementCount = 0
    private(set) var equalCount = 0
    /// The largest difference, in steps of integers or relative to the largest magnitude of floats.
    private(set) var worst: Float = 0

    /// Integers differ by steps; floats that differ by no more than `tolerance` are equal: an operator's own rounding.
    mutating func add(_ actual: Tensor, _ expected: Tensor, tolerance: Float = 4e-7) {
        let (values, references) = (actual.floats(), expected.floats())
        let isFloat = expected.type.isFloatingPoint
        let unit = isFloat ? references.reduce(Float.leastNormalMagnitude) { max($0, abs($1)) } : 1
        let allowed = isFloat ? tolerance : 0
        for (value, reference) in zip(values, references) {
            let difference = value == reference ? 0 : abs(value - reference) / unit
            elementCount += 1
            if difference <= allowed { equalCount += 1 }
            // Written so that a NaN is the worst difference.
            if !(difference <= worst) { worst = difference }
        }
    }

    /// Whether at least 99.9 % are equal and none is off by more than one step.
    var isGood: Bool { worst <= 1 && Double(equalCount) >= 0.999 * Double(elementCount) }
}
