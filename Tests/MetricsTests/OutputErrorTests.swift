import Metrics
import Testing

@Suite("Distance of outputs")
struct OutputErrorTests {
    @Test("Squares and decibels add up over batches")
    func accumulates() {
        var error = OutputError()
        error.add([1, 2], reference: [1, 4])
        error.add([3, 0], reference: [2, 2])
        #expect(error.count == 4)
        #expect(error.meanSquaredError == 9.0 / 4)
        // 10 * log10((1 + 16 + 4 + 4) / (4 + 1 + 4))
        #expect(isClose(error.signalToNoise, 4.436974992327127))
        #expect(error.largest == 2)
    }

    @Test("What is the same has no noise, even where it is no number")
    func knowsEquality() {
        var error = OutputError()
        error.add([.nan, .infinity, 1], reference: [.nan, .infinity, 1])
        #expect(error.signalToNoise == .infinity)
        #expect(error.meanSquaredError == 0)
        error.add([.nan], reference: [1])
        #expect(error.largest.isNaN)
        #expect(error.meanSquaredError.isNaN)
    }
}
