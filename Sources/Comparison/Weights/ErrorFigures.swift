import Metrics

/// How far numbers of one model are from those of the other, in units of the first.
package struct ErrorFigures: Sendable, Encodable, Hashable {
    /// Numbers compared.
    package var count: Int
    /// The largest absolute difference; nil where a NaN met a number.
    package var largest: Double?
    /// The root of the mean squared difference.
    package var rootMeanSquare: Double?
    /// The mean difference, second model less first: a shift that noise does not explain.
    package var mean: Double?
    /// The energy of the differences over that of the first model's numbers, as a ratio of amplitudes.
    package var relative: Double?
    /// The same in decibels, signal over noise; nil where nothing differs.
    package var signalToNoise: Double?

    private enum CodingKeys: String, CodingKey {
        case count
        case largest = "max_error"
        case rootMeanSquare = "rms_error"
        case mean = "mean_error"
        case relative = "relative_error"
        case signalToNoise = "sqnr_db"
    }

    /// Nil without numbers.
    init?(_ error: OutputError) {
        guard error.count > 0 else { return nil }
        func finite(_ number: Double) -> Double? { number.isFinite ? number : nil }
        count = error.count
        largest = finite(error.largest)
        rootMeanSquare = finite(error.meanSquaredError.squareRoot())
        mean = finite(error.meanError)
        relative = finite(error.relativeError)
        signalToNoise = finite(error.signalToNoise)
    }

    /// Whether all numbers are equal.
    package var isExact: Bool { largest == 0 }
}
