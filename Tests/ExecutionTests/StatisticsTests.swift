import Execution
import Testing

@Suite("Order statistics")
struct StatisticsTests {
    @Test("Quantiles are NumPy's")
    func interpolates() {
        // numpy.quantile([4, 1, 3, 2, 10], [0, .25, .5, .75, .9, 1])
        let statistics = Statistics([4, 1, 3, 2, 10])
        #expect(statistics.minimum == 1)
        #expect(statistics.median == 3)
        #expect(abs(statistics.quantile(0.9) - 7.6) < 1e-12)
        #expect(statistics.quantile(1) == 10)
        #expect(statistics.interquartileRange == 2)
        #expect(Statistics([1, 2]).median == 1.5)
        #expect(Statistics([7]).quantile(0.9) == 7)
    }
}
