#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Which of the same samples two models recognise, and whether the difference is more than chance.
package struct PairedOutcomes: Sendable, Hashable {
    package private(set) var both = 0
    package private(set) var firstOnly = 0
    package private(set) var secondOnly = 0
    package private(set) var neither = 0

    package init() {}

    package mutating func add(first: Bool, second: Bool) {
        switch (first, second) {
        case (true, true): both += 1
        case (true, false): firstOnly += 1
        case (false, true): secondOnly += 1
        case (false, false): neither += 1
        }
    }

    package var total: Int { both + firstOnly + secondOnly + neither }

    /// The probability of samples at least as one-sided as these if both models recognised equally many: McNemar's exact
    /// test, two-sided. Of the samples that one model alone recognises, each half would be the first's by chance.
    package var mcNemar: Double {
        let (fewer, count) = (min(firstOnly, secondOnly), firstOnly + secondOnly)
        guard firstOnly != secondOnly else { return 1 }
        var term = exp(
            logFactorial(count) - logFactorial(fewer) - logFactorial(count - fewer) - Double(count) * log(2))
        var tail = 0.0
        for successes in stride(from: fewer, through: 0, by: -1) {
            tail += term
            guard term > tail * 1e-18 else { break }
            term *= Double(successes) / Double(count - successes + 1)
        }
        return min(1, 2 * tail)
    }

    /// The second model's accuracy less the first's, with 95 % confidence: the interval of Agresti and Min (2005) for
    /// matched pairs, half a sample added to each of the four counts.
    package var difference: ClosedRange<Double> {
        let (lost, won) = (Double(firstOnly) + 0.5, Double(secondOnly) + 0.5)
        let count = Double(total) + 2
        let middle = (won - lost) / count
        let deviation = ((won + lost - (won - lost) * (won - lost) / count).squareRoot()) / count
        return middle - normalQuantile * deviation...middle + normalQuantile * deviation
    }
}

/// The natural logarithm of `number!`.
private func logFactorial(_ number: Int) -> Double { lgamma(Double(number) + 1).0 }
