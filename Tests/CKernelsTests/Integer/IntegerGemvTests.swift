import CKernels
import Testing

@Suite("s8_gemv")
struct IntegerGemvTests {
    @Test("agrees with the definition")
    func shapes() {
        var random = RandomNumbers(seed: 25)
        var number = 0
        for depth in [0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 64, 100, 517] {
            for columns in [1, 3, 4, 10, 32, 33, 70] {
                number += 1
                let layer = IntegerLayer(number: number, outputs: columns, depth: depth, random: &random)
                let x: [Int8] = random.integers(depth)
                let weights: [Int8] = random.integers(columns * depth)
                let (fencedX, fencedWeights) = (FencedInput(x), FencedInput(weights))
                let output = runIntegersEverywhere(outputCount: columns, "\(columns)x\(depth)") { kernels, output in
                    var arguments = qk_s8_gemv(
                        columns: columns, depth: depth, x: fencedX.start, x_zero_point: layer.inputZeroPoint,
                        weights: fencedWeights.start, weight_zero_point: layer.weightZeroPoint,
                        bias: layer.biasPointer, multipliers: layer.multiplierPointer, rounding: layer.rounding,
                        y: output)
                    kernels.s8_gemv(&arguments, qk_range(0..<(columns / 2)))
                    kernels.s8_gemv(&arguments, qk_range((columns / 2)..<columns))
                }
                let exact = (0..<columns).map { column in
                    let sum = (0..<depth).reduce(0) {
                        let weight = Int(weights[column * depth + $1]) - Int(layer.weightZeroPoint)
                        return $0 + (Int(x[$1]) - Int(layer.inputZeroPoint)) * weight
                    }
                    return layer.result(of: sum, output: column)
                }
                #expect(firstDifference(output, exact) == nil, "\(columns)x\(depth)")
            }
        }
    }
}
