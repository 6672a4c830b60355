import CKernels
import Testing

@Suite("f32_unary")
struct UnaryTests {
    static let functions = (0..<UInt32(QK_FUNCTION_COUNT)).map { qk_function(rawValue: $0) }

    /// Numbers of every magnitude, those where exp changes its behaviour, and neighbours of zero.
    static func arguments(for function: qk_function) -> [Float] {
        var random = RandomNumbers(seed: 1)
        var values = random.floats(4001, in: -20...20) + random.floats(500, in: -110...110)
        values += random.floats(300, in: -1e-3...1e-3) + [0, -0.0, 1, -1, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 3, -3]
        switch function {
        case QK_FUNCTION_LOG, QK_FUNCTION_SQRT, QK_FUNCTION_RSQRT: return values.map { abs($0) + 1e-6 }
        case QK_FUNCTION_EXP: return values.filter { $0 < 88.7 }
        default: return values
        }
    }

    /// The greatest relative error; where a function cancels, the error relative to 1.
    static func tolerance(of function: qk_function) -> (relative: Double, absolute: Double) {
        switch function {
        case QK_FUNCTION_EXP: (3e-7, 2e-45)
        case QK_FUNCTION_LOGISTIC, QK_FUNCTION_TANH, QK_FUNCTION_ELU: (1e-6, 2e-38)
        case QK_FUNCTION_SWISH: (1e-6, 2e-36)
        default: (1e-6, 3e-6)
        }
    }

    @Test("agrees with the definition", arguments: functions)
    func definition(function: qk_function) {
        let input = Self.arguments(for: function)
        let fenced = FencedInput(input)
        let activation = qk_f32_activation(function, alpha: 0.7)
        let output = runEverywhere(outputCount: input.count, "function \(function.rawValue)") { kernels, output in
            kernels.f32_unary(activation, fenced.start, output, input.count)
        }
        let tolerance = Self.tolerance(of: function)
        for (x, y) in zip(input, output) {
            let exact = exactFunction(function, alpha: Double(activation.alpha), Double(x))
            let error = abs(Double(y) - exact)
            #expect(
                error <= tolerance.relative * abs(exact) + tolerance.absolute,
                "function \(function.rawValue) of \(x) is \(exact), not \(y)")
        }
    }

    @Test("keeps NaN and reaches its limits at the infinities", arguments: functions)
    func limits(function: qk_function) {
        let input: [Float] = [.nan, -.infinity, .infinity, -3.0e38, 3.0e38, -1e10, 1e10, -200, 200]
        let output = runEverywhere(outputCount: input.count, "function \(function.rawValue)") { kernels, output in
            kernels.f32_unary(qk_f32_activation(function, alpha: 1), input, output, input.count)
        }
        #expect(output[0].isNaN)
        let limits: (Float, Float)? =
            switch function {
            case QK_FUNCTION_LOGISTIC: (0, 1)
            case QK_FUNCTION_SWISH, QK_FUNCTION_HARD_SWISH, QK_FUNCTION_GELU, QK_FUNCTION_GELU_BY_TANH: (0, .infinity)
            case QK_FUNCTION_TANH, QK_FUNCTION_SIGN: (-1, 1)
            case QK_FUNCTION_ELU: (-1, .infinity)
            case QK_FUNCTION_EXP: (0, .infinity)
            default: nil
            }
        if let limits {
            #expect(abs(output[1] - limits.0) < 1e-35)
            #expect(output[2] == limits.1)
        }
    }

    @Test("treats every length alike, in place too, within its bounds")
    func lengths() {
        var random = RandomNumbers(seed: 2)
        for activation in qk_f32_activation.samples {
            for count in 0...35 {
                let input = random.floats(count, in: -4...4)
                let fenced = FencedInput(input)
                let apart = runEverywhere(outputCount: count, "count \(count)") { kernels, output in
                    kernels.f32_unary(activation, fenced.start, output, count)
                }
                let inPlace = runEverywhere(outputCount: count, "count \(count) in place") { kernels, output in
                    output.update(from: input, count: count)
                    kernels.f32_unary(activation, output, output, count)
                }
                #expect(apart == inPlace)
                expectClose(apart, input.map { activation.exact(Double($0)) }, tolerance: 1e-6)
            }
        }
    }
}
