import CKernels
import Testing

@Suite("f32_gemv")
struct GemvTests {
    @Test("agrees with the definition")
    func shapes() {
        var random = RandomNumbers(seed: 9)
        for (number, depth) in [0, 1, 7, 8, 31, 32, 33, 64, 100, 517].enumerated() {
            for columns in [1, 3, 10] {
                let x = random.floats(depth)
                let weights = random.floats(columns * depth)
                let bias = random.floats(columns)
                let activation = qk_f32_activation.samples[number % qk_f32_activation.samples.count]
                let (fencedX, fencedWeights, fencedBias) =
                    (FencedInput(x), FencedInput(weights), FencedInput(bias))
                let output = runEverywhere(outputCount: columns, "\(columns)x\(depth)") { kernels, output in
                    var arguments = qk_f32_gemv(
                        columns: columns, depth: depth, x: fencedX.start, weights: fencedWeights.start,
                        bias: number % 3 == 0 ? nil : fencedBias.start, y: output, activation: activation)
                    kernels.f32_gemv(&arguments, qk_range(0..<(columns / 2)))
                    kernels.f32_gemv(&arguments, qk_range((columns / 2)..<columns))
                }
                let exact = (0..<columns).map { column in
                    let bias = number % 3 == 0 ? 0 : Double(bias[column])
                    return activation.exact(
                        (0..<depth).reduce(bias) { $0 + Double(x[$1]) * Double(weights[column * depth + $1]) })
                }
                expectClose(output, exact, tolerance: 1e-5, "\(columns)x\(depth)")
            }
        }
    }
}
