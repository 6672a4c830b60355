import Metrics
import Testing

@Suite("Confidence")
struct ConfidenceTests {
    @Test("Intervals are SciPy's, Wilson's")
    func boundsShares() throws {
        for expected in try ExpectedFigures.read().proportions {
            let interval = Proportion(expected.part, of: expected.whole).interval
            #expect(abs(interval.lowerBound - expected.low) < 1e-12)
            #expect(abs(interval.upperBound - expected.high) < 1e-12)
        }
    }

    @Test("McNemar's p is SciPy's exact binomial one, for few samples and for many")
    func testsPairs() throws {
        for expected in try ExpectedFigures.read().pairs {
            let pairs = outcomes(firstOnly: expected.firstOnly, secondOnly: expected.secondOnly)
            #expect(isClose(pairs.mcNemar, expected.p, relative: 1e-9), "\(pairs): \(pairs.mcNemar), \(expected.p)")
        }
    }

    @Test("The difference of two accuracies lies around what was seen, and is symmetric")
    func boundsDifferences() {
        let worse = outcomes(both: 1800, firstOnly: 20, secondOnly: 8, neither: 172)
        let better = outcomes(both: 1800, firstOnly: 8, secondOnly: 20, neither: 172)
        // By hand: ((8.5 - 20.5) -+ 1.959964 * sqrt(29 - 144 / 2002)) / 2002
        #expect(abs(worse.difference.lowerBound - -0.011260) < 1e-5)
        #expect(abs(worse.difference.upperBound - -0.000729) < 1e-5)
        #expect(abs(better.difference.upperBound + worse.difference.lowerBound) < 1e-15)
        #expect(outcomes(both: 10).difference.contains(0))
    }

    @Test("Several comparisons at once are corrected as Holm says")
    func corrects() {
        // statsmodels: multipletests([0.01, 0.04, 0.03, 0.005], method="holm")
        let adjusted = HolmCorrection.adjusted([0.01, 0.04, 0.03, 0.005])
        #expect(zip(adjusted, [0.03, 0.06, 0.06, 0.02]).allSatisfy { isClose($0, $1) })
        #expect(HolmCorrection.adjusted([0.7, 0.9]) == [1, 1])
        #expect(HolmCorrection.adjusted([]) == [])
    }

    private func outcomes(
        both: Int = 0, firstOnly: Int = 0, secondOnly: Int = 0, neither: Int = 0
    ) -> PairedOutcomes {
        var pairs = PairedOutcomes()
        for (count, first, second) in [
            (both, true, true), (firstOnly, true, false), (secondOnly, false, true), (neither, false, false),
        ] {
            for _ in 0..<count { pairs.add(first: first, second: second) }
        }
        return pairs
    }
}
