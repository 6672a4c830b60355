import CKernels
import Testing

@Suite("f32_moments")
struct MomentsTests {
    @Test("adds the extremes and sums of each column to what is there", arguments: [1, 3, 8, 9, 16, 21, 40])
    func columns(count: Int) {
        var random = RandomNumbers(seed: 3)
        for rows in [0, 1, 2, 7, 100] {
            let values = random.floats(rows * count, in: -9...9)
            let fenced = FencedInput(values)
            let results = runEverywhere(outputCount: 4 * count, "\(rows) rows of \(count)") { table, output in
                for column in 0..<count {
                    output[column] = 2
                    output[count + column] = -3
                    output[2 * count + column] = 1
                    output[3 * count + column] = 5
                }
                var arguments = qk_f32_moments(
                    rows: rows, columns: count, input: fenced.start, minimum: output, maximum: output + count,
                    sum: output + 2 * count, sum_of_squares: output + 3 * count)
                table.f32_moments(&arguments)
            }
            for column in 0..<count {
                let numbers = (0..<rows).map { values[$0 * count + column] }
                #expect(results[column] == min(2, numbers.min() ?? 2))
                #expect(results[count + column] == max(-3, numbers.max() ?? -3))
                #expect(abs(results[2 * count + column] - numbers.reduce(1, +)) < 1e-3)
                #expect(abs(results[3 * count + column] - numbers.reduce(5) { $0 + $1 * $1 }) < 1e-2)
            }
        }
    }

    @Test("lets NaN and infinities show in the sums", arguments: [Float.nan, .infinity, -.infinity])
    func notFinite(number: Float) {
        let values = FencedInput([1, 2, number, 4, 5, 6])
        let results = runEverywhere(outputCount: 8) { table, output in
            for index in 0..<8 { output[index] = 0 }
            var arguments = qk_f32_moments(
                rows: 3, columns: 2, input: values.start, minimum: output, maximum: output + 2, sum: output + 4,
                sum_of_squares: output + 6)
            table.f32_moments(&arguments)
        }
        #expect(!results[4].isFinite && results[5] == 12)
    }
}

@Suite("f32_histogram")
struct HistogramTests {
    @Test("counts groups of neighbours in their bins", arguments: [(1, 0), (3, 0), (3, 2), (5, 4)])
    func groups(step: Int, phase: Int) {
        var random = RandomNumbers(seed: 8)
        for count in [0, 1, 7, 8, 9, 64, 203] {
            // Multiples of a quarter, so that some lie on the border of two bins; some lie outside of the counts.
            let values = random.floats(count, in: -12...12).map { ($0 * 4).rounded() / 4 }
            let fenced = FencedInput(values)
            var expected = Array(repeating: UInt64(0), count: 20)
            for (index, value) in values.enumerated() where index / 8 % step == phase {
                expected[min(max(Int(value.rounded(.down)) + 10, 0), 19)] += 7
            }
            for table in everyTable() {
                var counts = Array(repeating: UInt64(0), count: 20)
                counts.withUnsafeMutableBufferPointer { counts in
                    guard let first = counts.baseAddress else { return }
                    var arguments = qk_f32_histogram(
                        count: count, input: fenced.start, inverse_width: 1, first_bin: -10, bin_count: 20, step: step,
                        phase: phase, weight: 7, counts: first)
                    table.f32_histogram(&arguments)
                }
                #expect(counts == expected, "\(String(cString: table.instruction_set)), \(count) elements")
            }
        }
    }
}
