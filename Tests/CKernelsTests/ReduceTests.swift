import CKernels
import Testing

@Suite("f32_reduce")
struct ReduceTests {
    static let functions = (0..<UInt32(QK_REDUCE_COUNT)).map { qk_reduce_function(rawValue: $0) }

    @Test("agrees with the definition", arguments: functions)
    func shapes(function: qk_reduce_function) {
        var random = RandomNumbers(seed: 15)
        for outer in [1, 3] {
            for size in [1, 4, 7, 8, 9, 40, 49] {
                for inner in [1, 3, 8, 13, 32, 45, 70] {
                    let input = random.floats(outer * size * inner, in: -1.5...1.5)
                    let fenced = FencedInput(input)
                    let what = "function \(function.rawValue), \(outer)x\(size)x\(inner)"
                    let output = runEverywhere(outputCount: outer * inner, what) { kernels, output in
                        var arguments = qk_f32_reduce(
                            function: function, outer: outer, size: size, inner: inner, mean_count: 2 * size,
                            input: fenced.start, output: output)
                        let (row, column) = (outer / 2, inner / 3)
                        for rows in [0..<row, row..<outer] {
                            for columns in [0..<column, column..<inner] {
                                kernels.f32_reduce(&arguments, qk_range(rows), qk_range(columns))
                            }
                        }
                    }
                    var exact: [Double] = []
                    for o in 0..<outer {
                        for i in 0..<inner {
                            let values = (0..<size).map { Double(input[(o * size + $0) * inner + i]) }
                            let result: Double? =
                                switch function {
                                case QK_REDUCE_SUM: values.reduce(0, +)
                                case QK_REDUCE_MEAN: values.reduce(0, +) / Double(2 * size)
                                case QK_REDUCE_MAX: values.max()
                                case QK_REDUCE_MIN: values.min()
                                default: values.reduce(1, *)
                                }
                            exact.append(result ?? .nan)
                        }
                    }
                    expectClose(output, exact, tolerance: 1e-5, what)
                }
            }
        }
    }

    @Test("keeps NaN", arguments: functions)
    func nan(function: qk_reduce_function) {
        for inner in [1, 9] {
            var input = [Float](repeating: 1, count: 20 * inner)
            input[7 * inner] = .nan
            let fenced = FencedInput(input)
            let output = runEverywhere(outputCount: inner) { kernels, output in
                var arguments = qk_f32_reduce(
                    function: function, outer: 1, size: 20, inner: inner, mean_count: 20, input: fenced.start,
                    output: output)
                kernels.f32_reduce(&arguments, qk_range(0..<1), qk_range(0..<inner))
            }
            #expect(output[0].isNaN)
            #expect(output.dropFirst().allSatisfy { !$0.isNaN })
        }
    }
}
