import CKernels
import Testing

@Suite("f32_steps and f32_rescale")
struct HybridTests {
    static let roundings = [QK_STEPS_TO_EVEN, QK_STEPS_AWAY_FROM_ZERO]

    /// The integer that stands for x, minus the zero point, by its definition.
    private func step(_ x: Float, _ arguments: qk_f32_steps) -> Float {
        let scaled = x * arguments.steps_per_unit
        let integer =
            arguments.rounding == QK_STEPS_TO_EVEN
            ? scaled.rounded(.toNearestOrEven) + arguments.zero_point
            : (arguments.zero_point + scaled).rounded(.toNearestOrAwayFromZero)
        return min(max(integer, -128), 127) - arguments.zero_point
    }

    @Test("quantizes ties and numbers out of range", arguments: roundings.indices)
    func steps(index: Int) {
        var random = RandomNumbers(seed: 21)
        for zeroPoint: Float in [-128, -3, 0, 64, 127] {
            for count in Array(0...20) + [300] {
                var values = random.floats(count, in: -40...40)
                for place in stride(from: 0, to: count, by: 3) { values[place] = (values[place] * 4).rounded() / 8 }
                let fenced = FencedInput(values)
                var arguments = qk_f32_steps(
                    rounding: Self.roundings[index], steps_per_unit: 4, zero_point: zeroPoint, input: fenced.start,
                    output: GuardedOutput(count: 0).start)
                let output = runEverywhere(outputCount: count, "count \(count)") { kernels, output in
                    arguments.output = output
                    kernels.f32_steps(&arguments, qk_range(0..<count))
                }
                #expect(output == values.map { step($0, arguments) })
            }
        }
    }

    @Test("rounds just below a half down", arguments: roundings.indices)
    func nearlyHalf(index: Int) {
        let values = FencedInput([Float](repeating: Float(0.5).nextDown, count: 9))
        let output = runEverywhere(outputCount: 9) { kernels, output in
            var arguments = qk_f32_steps(
                rounding: Self.roundings[index], steps_per_unit: 1, zero_point: 0, input: values.start, output: output)
            kernels.f32_steps(&arguments, qk_range(0..<9))
        }
        #expect(output == [Float](repeating: 0, count: 9))
    }

    @Test("scales rows and columns, adds and bounds", arguments: roundings.indices)
    func rescale(index: Int) {
        var random = RandomNumbers(seed: 22)
        for columns in [1, 7, 8, 17] {
            for (hasBias, hasResidual) in [(false, false), (true, false), (false, true), (true, true)] {
                let (rows, rowsOfScale) = (6, 3)
                let sums = random.floats(rows * columns, in: -5000...5000).map { $0.rounded() }
                let residual = random.floats(rows * columns, in: -9...9)
                let (scales, bias) = (random.floats(columns, in: 0.01...0.1), random.floats(columns, in: -4...4))
                let rowScales = random.floats(rows / rowsOfScale, in: 0.001...0.01)
                let output = runEverywhere(outputCount: rows * columns, "\(columns) columns") { kernels, output in
                    output.update(from: sums, count: sums.count)
                    rowScales.withUnsafeBufferPointer { rowScales in
                        bias.withUnsafeBufferPointer { bias in
                            residual.withUnsafeBufferPointer { residual in
                                scales.withUnsafeBufferPointer { scales in
                                    var arguments = qk_f32_rescale(
                                        rounding: Self.roundings[index], columns: columns,
                                        row_scales: rowScales.baseAddress!, rows_of_scale: rowsOfScale,
                                        column_scales: scales.baseAddress!,
                                        bias: hasBias ? bias.baseAddress : nil,
                                        residual: hasResidual ? residual.baseAddress : nil, minimum: -6, maximum: 8,
                                        output: output)
                                    kernels.f32_rescale(&arguments, qk_range(0..<rows))
                                }
                            }
                        }
                    }
                }
                let exact = sums.indices.map { place in
                    let (row, column) = place.quotientAndRemainder(dividingBy: columns)
                    var x = Double(sums[place]) * Double(rowScales[row / rowsOfScale]) * Double(scales[column])
                    if hasBias { x += Double(bias[column]) }
                    if hasResidual { x += Double(residual[place]) }
                    return min(max(x, -6), 8)
                }
                expectClose(output, exact, tolerance: 1e-5)
            }
        }
    }
}
