import CKernels
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite("f32_softmax")
struct SoftmaxTests {
    @Test("agrees with the definition, in place too", arguments: [false, true])
    func rows(isLogarithm: Bool) {
        var random = RandomNumbers(seed: 16)
        for columns in Array(1...20) + [100, 1000] {
            for (beta, spread) in [(Float(1), Float(3)), (0.5, 200)] {
                let rows = 3
                let input = random.floats(rows * columns, in: -spread...spread)
                let fenced = FencedInput(input)
                let output = runEverywhere(outputCount: input.count, "\(columns) columns") { kernels, output in
                    var arguments = qk_f32_softmax(
                        columns: columns, input: fenced.start, output: output, beta: beta,
                        is_logarithm: isLogarithm ? 1 : 0)
                    kernels.f32_softmax(&arguments, qk_range(0..<1))
                    kernels.f32_softmax(&arguments, qk_range(1..<rows))
                }
                let inPlace = runEverywhere(outputCount: input.count, "\(columns) columns") { kernels, output in
                    output.update(from: input, count: input.count)
                    var arguments = qk_f32_softmax(
                        columns: columns, input: output, output: output, beta: beta,
                        is_logarithm: isLogarithm ? 1 : 0)
                    kernels.f32_softmax(&arguments, qk_range(0..<rows))
                }
                #expect(output == inPlace)
                var exact: [Double] = []
                for row in 0..<rows {
                    let scaled = (0..<columns).map { Double(beta) * Double(input[row * columns + $0]) }
                    let greatest = scaled.max() ?? 0
                    let sum = scaled.reduce(0) { $0 + exp($1 - greatest) }
                    exact += scaled.map { isLogarithm ? $0 - greatest - log(sum) : exp($0 - greatest) / sum }
                }
                expectClose(output, exact, tolerance: 2e-6, "\(columns) columns")
            }
        }
    }
}
