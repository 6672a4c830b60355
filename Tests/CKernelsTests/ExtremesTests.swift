import CKernels
import Testing

@Suite("f32_extremes")
struct ExtremesTests {
    @Test("finds the least and the greatest number and counts what is none")
    func lengths() {
        var random = RandomNumbers(seed: 14)
        for count in Array(0...40) + [1000] {
            for nanCount in [0, min(count, 3), count] {
                var values = random.floats(count, in: -9...9)
                for index in 0..<nanCount { values[count / 2 - nanCount / 2 + index] = .nan }
                let fenced = FencedInput(values)
                for table in everyTable() {
                    let result = table.f32_extremes(fenced.start, count)
                    let numbers = values.filter { !$0.isNaN }
                    #expect(result.minimum == numbers.min() ?? .infinity)
                    #expect(result.maximum == numbers.max() ?? -.infinity)
                    #expect(result.nan_count == nanCount)
                }
            }
        }
    }

    @Test("knows infinities and gives a zero no sign")
    func specialNumbers() {
        for table in everyTable() {
            let infinite = table.f32_extremes([-.infinity, 1, .infinity], 3)
            #expect(infinite.minimum == -.infinity && infinite.maximum == .infinity)
            let zeros = table.f32_extremes([Float](repeating: -0.0, count: 20), 20)
            #expect(zeros.minimum.bitPattern == 0 && zeros.maximum.bitPattern == 0)
        }
    }
}
