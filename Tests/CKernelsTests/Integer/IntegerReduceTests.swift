import CKernels
import Testing

@Suite("s8_reduce and s8_softmax")
struct IntegerReduceTests {
    @Test("reductions agree with the definition", arguments: [QK_REDUCE_SUM, QK_REDUCE_MAX, QK_REDUCE_MIN])
    func reductions(function: qk_reduce_function) {
        var random = RandomNumbers(seed: 35)
        for outer in [1, 3] {
            for size in [1, 2, 7, 40, 254, 255, 256, 600] {
                for inner in [1, 3, 16, 32, 45, 100] {
                    // The lowest numbers of all are what overflows first.
                    let input: [Int8] =
                        size == 600
                        ? Array(repeating: -128, count: outer * size * inner) : random.integers(outer * size * inner)
                    let fenced = FencedInput(input)
                    let what = "function \(function.rawValue), \(outer)x\(size)x\(inner)"
                    let multiplier = 1.7 / Float(size)
                    let (offset, bias): (Int32, Float) = size % 2 == 0 ? (0, 9) : (128, -88.5)
                    let output = runIntegersEverywhere(outputCount: outer * inner, what) { kernels, output in
                        var arguments = qk_s8_reduce(
                            function: function, outer: outer, size: size, inner: inner, input: fenced.start,
                            offset: offset, multiplier: multiplier, bias: bias, output: output, sums: nil,
                            sums_of_parts: nil, parts: 0)
                        let (row, column) = (outer / 2, inner / 3)
                        for rows in [0..<row, row..<outer] {
                            for columns in [0..<column, column..<inner] {
                                kernels.s8_reduce(&arguments, qk_range(rows), qk_range(columns))
                            }
                        }
                    }
                    let exact = (0..<outer * inner).map { index -> Int8 in
                        let (o, i) = index.quotientAndRemainder(dividingBy: inner)
                        let values = (0..<size).map { Int(input[(o * size + $0) * inner + i]) }
                        let sum = Float(values.reduce(0, +) + Int(offset) * size) * multiplier + bias
                        let rounded = sum.rounded(.toNearestOrEven) - Float(offset)
                        return switch function {
                        case QK_REDUCE_MAX: Int8(values.max() ?? 0)
                        case QK_REDUCE_MIN: Int8(values.min() ?? 0)
                        default: Int8(min(max(rounded, -128), 127))
                        }
                    }
                    #expect(output == exact, "\(what)")
                }
            }
        }
    }

    @Test("a sum by parts has the bits of the whole", arguments: [1, 3, 8])
    func parts(count: Int) {
        var random = RandomNumbers(seed: 37)
        for size in [1, 7, 600] {
            for inner in [16, 40, 64, 100, 193] {
                let input: [Int8] = random.integers(size * inner)
                let fenced = FencedInput(input)
                let results = [1, count].map { count in
                    runIntegersEverywhere(outputCount: inner, "\(size)x\(inner) in \(count)") { kernels, output in
                        let sumCount = qk_s8_sums(inner)
                        var arguments = qk_s8_reduce(
                            function: QK_REDUCE_SUM, outer: 1, size: size, inner: inner, input: fenced.start,
                            offset: 128,
                            multiplier: 1.7 / Float(size), bias: -88.5, output: output, sums: nil, sums_of_parts: nil,
                            parts: 0)
                        guard count > 1 else {
                            kernels.s8_reduce(&arguments, qk_range(0..<1), qk_range(0..<inner))
                            return
                        }
                        var sums = [Int32](repeating: 0, count: count * sumCount)
                        sums.withUnsafeMutableBufferPointer { sums in
                            for number in 0..<count {
                                let rows = size * number / count..<size * (number + 1) / count
                                var part = arguments
                                (part.size, part.input) = (rows.count, fenced.start + rows.lowerBound * inner)
                                part.sums = sums.baseAddress.map { $0 + sumCount * number }
                                kernels.s8_reduce(&part, qk_range(0..<1), qk_range(0..<inner))
                            }
                            arguments.size = 0
                            arguments.sums_of_parts = UnsafePointer(sums.baseAddress)
                            arguments.parts = count
                            kernels.s8_reduce(&arguments, qk_range(0..<1), qk_range(0..<inner))
                        }
                    }
                }
                #expect(results[0] == results[1])
            }
        }
    }

    @Test("softmax adds up to one, its logarithm is that of softmax", arguments: [0, 1] as [Int32])
    func softmax(isLogarithm: Int32) {
        var random = RandomNumbers(seed: 36)
        let scale: Float = 0.05
        let exponentials = FencedInput(
            (0..<256).map { Float(exactFunction(QK_FUNCTION_EXP, alpha: 0, -0.05 * Double($0))) })
        for columns in [1, 2, 9, 60] {
            let input: [Int8] = random.integers(5 * columns)
            let fenced = FencedInput(input)
            let outputScale: Float = isLogarithm == 1 ? 16 / 256 : 1 / 256
            let zeroPoint: Int32 = isLogarithm == 1 ? 127 : -128
            let output = runIntegersEverywhere(outputCount: 5 * columns) { kernels, output in
                var arguments = qk_s8_softmax(
                    columns: columns, input: fenced.start, output: output, exponentials: exponentials.start,
                    input_scale: scale, output_scale: outputScale, offset: 0, output_zero_point: zeroPoint,
                    is_logarithm: isLogarithm)
                kernels.s8_softmax(&arguments, qk_range(0..<2))
                kernels.s8_softmax(&arguments, qk_range(2..<5))
            }
            for row in 0..<5 {
                let powers = (0..<columns).map {
                    exactFunction(QK_FUNCTION_EXP, alpha: 0, 0.05 * Double(input[row * columns + $0]))
                }
                let sum = powers.reduce(0, +)
                for column in 0..<columns {
                    let share = powers[column] / sum
                    let real = isLogarithm == 1 ? exactFunction(QK_FUNCTION_LOG, alpha: 0, share) : share
                    let exact = min(max(real / Double(outputScale) + Double(zeroPoint), -128), 127)
                    #expect(abs(Double(output[row * columns + column]) - exact) <= 0.51)
                }
            }
        }
    }
}
