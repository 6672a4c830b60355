import ModelIR

extension PairFunction {
    /// ADD (`sign` 1) and SUB (-1), each factor with 20 bits below the highest of the greater one.
    static func sum(_ a: TensorScale, _ b: TensorScale, _ output: TensorScale, sign: Int32) -> Method {
        let (first, second) = (a.scale / output.scale, b.scale / output.scale)
        let greater = max(first, second)
        // What XNNPACK takes; TFLite's own kernel takes the rest.
        guard (0x1p-10..<0x1p8).contains(greater) else { return sumInFixedPoint(a, b, output, sign: sign) }
        let shift = 20 - Int32(greater.exponent)
        func factor(_ ratio: Float) -> Int32 {
            Int32((ratio * Float(sign: .plus, exponent: Int(shift), significand: 1)).rounded(.toNearestOrEven))
        }
        let (aFactor, bFactor) = (factor(first), sign * factor(second))
        let bias = (1 << (shift - 1)) - aFactor * Int32(a.zeroPoint) - bFactor * Int32(b.zeroPoint)
        return .sum(aFactor: aFactor, bFactor: bFactor, bias: bias, shift: shift)
    }

    static func product(_ a: TensorScale, _ b: TensorScale, _ output: TensorScale) -> Method {
        let factor = a.scale * b.scale / output.scale
        // What XNNPACK takes; TFLite's own kernel takes the rest.
        guard !(0x1p-16..<0x1p8).contains(factor) else { return .product(factor: factor) }
        let multiplier = FixedPointMultiplier(Double(factor))
        return .other { x, y in
            Int(multiplier.multiply(Int32((x - a.zeroPoint) * (y - b.zeroPoint)))) + output.zeroPoint
        }
    }

    private static func sumInFixedPoint(
        _ a: TensorScale, _ b: TensorScale, _ output: TensorScale, sign: Int32
    ) -> Method {
        let common = CommonScale(a, b, bits: 20)
        let result = FixedPointMultiplier(common.scale / (0x1p20 * Double(output.scale)))
        return .other { x, y in
            Int(result.multiply(common.first(x) &+ sign &* common.second(y))) + output.zeroPoint
        }
    }

    static func squaredDifference(_ a: TensorScale, _ b: TensorScale, _ output: TensorScale) -> Method {
        let common = CommonScale(a, b, bits: 7)
        let result = FixedPointMultiplier(common.scale * common.scale / (0x1p14 * Double(output.scale)))
        return .other { x, y in
            let difference = common.first(x) - common.second(y)
            return Int(result.multiply(difference * difference)) + output.zeroPoint
        }
    }

    /// DIV by a reciprocal in fixed point; a divisor of zero, which TFLite refuses, gives zero.
    ///
    /// TFLite shifts the smallest quotients by more bits than an integer has, so that any number may come out; here they
    /// are zero.
    static func quotient(_ a: TensorScale, _ b: TensorScale, _ output: TensorScale) -> Method {
        let factor = FixedPointMultiplier(Double(a.scale) / (Double(b.scale) * Double(output.scale)))
        return .other { x, y in
            let (dividend, divisor) = (Int32(x - a.zeroPoint), Int32(y - b.zeroPoint))
            guard dividend != 0, divisor != 0 else { return output.zeroPoint }
            let reciprocal = FixedPointMultiplier(reciprocalOf: Int32(divisor.magnitude))
            let signed = divisor > 0 ? reciprocal.fraction : -reciprocal.fraction
            let headroom = (dividend.magnitude - (dividend < 0 ? 1 : 0)).leadingZeroBitCount - 1
            let quotient = FixedPointMultiplier.doublingHighProduct(dividend << Int32(headroom), signed)
            let scaled = FixedPointMultiplier.doublingHighProduct(quotient, factor.fraction)
            let shift = factor.exponent + reciprocal.exponent - headroom
            let result =
                shift > 0 ? scaled << Int32(shift) : FixedPointMultiplier.shiftRight(scaled, by: -shift)
            return Int(result) + output.zeroPoint
        }
    }
}

/// Two operands brought to one scale, twice the greater of their own, with some bits below the integer.
private struct CommonScale {
    let scale: Double
    private let factors: (FixedPointMultiplier, FixedPointMultiplier)
    private let zeroPoints: (Int, Int)
    private let bits: Int32

    init(_ a: TensorScale, _ b: TensorScale, bits: Int32) {
        scale = 2 * Double(max(a.scale, b.scale))
        factors = (FixedPointMultiplier(Double(a.scale) / scale), FixedPointMultiplier(Double(b.scale) / scale))
        zeroPoints = (a.zeroPoint, b.zeroPoint)
        self.bits = bits
    }

    func first(_ x: Int) -> Int32 { factors.0.multiply(Int32(x - zeroPoints.0) << bits) }
    func second(_ y: Int) -> Int32 { factors.1.multiply(Int32(y - zeroPoints.1) << bits) }
}

extension FixedPointMultiplier {
    /// 1 / divisor for a positive divisor, by three Newton iterations on [0.5, 1].
    fileprivate init(reciprocalOf divisor: Int32) {
        let leadingZeros = divisor.leadingZeroBitCount
        // The divisor is 2^(31 - leadingZeros) * (1 + x) with x in [0, 1).
        let x = Int64(UInt32(divisor) << UInt32(leadingZeros)) - 1 << 31
        let half = Int32((x + Int64(Int32.max) + 1) / 2)
        // 48 / 17 and -32 / 17 with 2 integer bits.
        var root = 1_515_870_810 &+ Self.doublingHighProduct(half, -1_010_580_540)
        for _ in 0..<3 {
            let error = (1 << 29) - Self.doublingHighProduct(half, root)
            root = root &+ Int32(clamping: Int64(Self.doublingHighProduct(root, error)) << 2)
        }
        self.init(fraction: Int32(clamping: Int64(root) << 1), exponent: -(31 - leadingZeros))
    }
}
