#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// How well numbers are others multiplied by one factor, by the method of least squares.
struct Fit {
    private var energy = 0.0
    private var product = 0.0
    private var otherEnergy = 0.0

    init() {}

    init(_ numbers: [Float], _ others: [Float]) { add(numbers, others) }

    mutating func add(_ numbers: [Float], _ others: [Float]) {
        for index in numbers.indices { add(numbers[index], others[index]) }
    }

    mutating func add(_ number: Float, _ other: Float) {
        energy += Double(number) * Double(number)
        product += Double(number) * Double(other)
        otherEnergy += Double(other) * Double(other)
    }

    /// What the numbers are multiplied by to be nearest to the others; nil where they are all 0.
    var factor: Double? { energy > 0 ? product / energy : nil }

    /// The energy of the others that the factor does not explain.
    var rest: Double { max(0, otherEnergy - (factor ?? 0) * product) }

    /// How far `fits`, each with a factor of its own, explain the others, in decibels.
    static func decibels(_ fits: some Sequence<Fit>) -> Double {
        let sums = fits.reduce((0.0, 0.0)) { ($0.0 + $1.otherEnergy, $0.1 + $1.rest) }
        return sums.1 > 0 ? 10 * log10(sums.0 / sums.1) : .infinity
    }
}
