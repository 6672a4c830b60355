import ModelIR

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension ByteFunction {
    /// A function of one number on int8, bit for bit as LiteRT's default path computes it; nil where it has none.
    ///
    /// XNNPACK takes LOGISTIC, TANH, ELU and LEAKY_RELU; the others are TFLite's own kernels.
    static func unary(_ function: Unary.Function, from input: TensorScale, to output: TensorScale) -> ByteFunction? {
        switch function {
        case .logistic: ofReals(input, output, logistic)
        case .tanh: ofReals(input, output, tanhf)
        case .elu: ofReals(input, output) { $0 < 0 ? expm1f($0) : $0 }
        case .leakyRelu(let alpha): leakyRelu(alpha, input, output)
        case .relu: rectifier(0...Float.infinity, input, output)
        case .relu6: rectifier(0...6, input, output)
        case .reluN1To1: rectifier(-1...1, input, output)
        case .relu0To1: rectifier(0...1, input, output)
        case .hardSwish: hardSwish(input, output)
        case .gelu(isApproximate: true): ofRealsRoundedAway(input, output, geluByTanh)
        case .gelu(isApproximate: false): ofRealsRoundedAway(input, output, gelu)
        case .exp: ofRealsRoundedAway(input, output, expf)
        case .log: ofRealsRoundedAway(input, output) { $0 > 0 ? logf($0) : output.real(-128) }
        case .abs: absolute(input, output)
        // TFLite negates the integer, whatever its scale and zero point.
        case .neg: ByteFunction { 0 &- $0 }
        case .sqrt: squareRoot(input, output)
        case .rsqrt: reciprocalSquareRoot(input, output)
        case .square, .sin, .cos, .floor, .ceil, .round, .sign: nil
        }
    }

    /// QUANTIZE from one scale to another, as XNNPACK multiplies by a factor of 8 fractional bits.
    static func rescaling(from input: TensorScale, to output: TensorScale) -> ByteFunction {
        let factor = Int((256 * input.scale / output.scale).rounded(.toNearestOrEven))
        return ByteFunction { q in
            let scaled = ((Int(q) - input.zeroPoint) * 128 * factor + 0x4000) >> 15
            return Int8(clamping: scaled + output.zeroPoint)
        }
    }

    /// QUANTIZE between int8 and uint8, which XNNPACK leaves to TFLite.
    static func rescalingOtherSign(from input: TensorScale, to output: TensorScale) -> ByteFunction {
        let factor = FixedPointMultiplier(Double(input.scale) / Double(output.scale))
        return ByteFunction { q in
            Int8(clamping: Int(factor.multiplyRoundingUp(Int32(Int(q) - input.zeroPoint))) + output.zeroPoint)
        }
    }

    private static func ofReals(
        _ input: TensorScale, _ output: TensorScale, _ function: @escaping (Float) -> Float
    ) -> ByteFunction {
        ByteFunction { output.roundingToEven(function(input.real(Int($0)))) }
    }

    private static func ofRealsRoundedAway(
        _ input: TensorScale, _ output: TensorScale, _ function: @escaping (Float) -> Float
    ) -> ByteFunction {
        ByteFunction { output.roundingAwayFromZero(function(input.real(Int($0)))) }
    }

    /// LEAKY_RELU with factors of 8 fractional bits where XNNPACK takes it, in TFLite's fixed point elsewhere.
    private static func leakyRelu(_ alpha: Float, _ input: TensorScale, _ output: TensorScale) -> ByteFunction {
        let above = input.scale / output.scale
        let below = above * alpha
        guard (0x1p-8...0x1p7).contains(above), (-0x1.FFFCp6...0x1p7).contains(below), abs(below) >= 0x1p-8 else {
            let factors = (
                FixedPointMultiplier(Double(above)), FixedPointMultiplier(Double(input.scale * alpha / output.scale))
            )
            return ByteFunction { q in
                let value = Int32(Int(q) - input.zeroPoint)
                return Int8(clamping: Int((value >= 0 ? factors.0 : factors.1).multiply(value)) + output.zeroPoint)
            }
        }
        return ByteFunction { q in
            let value = Int(q) - input.zeroPoint
            let factor = Int((256 * (value >= 0 ? above : below)).rounded(.toNearestOrEven))
            return Int8(clamping: ((value * 128 * factor + 0x4000) >> 15) + output.zeroPoint)
        }
    }

    private static func rectifier(
        _ range: ClosedRange<Float>, _ input: TensorScale, _ output: TensorScale
    ) -> ByteFunction {
        let factor = FixedPointMultiplier(Double(input.scale / output.scale))
        let bounds = output.bounds(of: range, rounded: .toNearestOrAwayFromZero)
        return ByteFunction { q in
            let scaled = Int(factor.multiply(Int32(Int(q) - input.zeroPoint))) + output.zeroPoint
            return min(max(Int8(clamping: scaled), bounds.lowerBound), bounds.upperBound)
        }
    }

    private static func absolute(_ input: TensorScale, _ output: TensorScale) -> ByteFunction {
        let factor = FixedPointMultiplier(Double(input.scale / output.scale))
        return ByteFunction { q in
            let magnitude = Int32(abs(Int(q) - input.zeroPoint))
            let scaled = input.scale == output.scale ? magnitude : factor.multiply(magnitude)
            return Int8(clamping: Int(scaled) + output.zeroPoint)
        }
    }

    /// TFLite cuts the fraction off here; what is below zero, which it refuses, counts as zero.
    private static func squareRoot(_ input: TensorScale, _ output: TensorScale) -> ByteFunction {
        ByteFunction { q in
            let root = max(input.real(Int(q)), 0).squareRoot() / output.scale
            return Int8(clamping: Int(min(root, 512)) + output.zeroPoint)
        }
    }
}

private func logistic(_ x: Float) -> Float {
    if abs(x) > 100 { return x > 0 ? 1 : 0 }
    let power = exp(Double(x))
    return Float(power / (1 + power))
}

private func gelu(_ x: Float) -> Float { 0.5 * x * (1 + erff(x * 0.707_106_77)) }

private func geluByTanh(_ x: Float) -> Float { 0.5 * x * (1 + tanhf(0.797_884_6 * (x + 0.044_715 * x * x * x))) }
