/// Functions that TFLite computes in fixed point.
extension ByteFunction {
    /// HARD_SWISH in 16 bits: x on the output's scale times x mapped from [-3, 3] to [0, 1].
    static func hardSwish(_ input: TensorScale, _ output: TensorScale) -> ByteFunction {
        // Seven more bits than the input has.
        let fineScale = input.scale / 128
        let toOutput = FixedPointMultiplier(Double(fineScale / output.scale))
        let toGate = FixedPointMultiplier(Double(fineScale / (3 / 32768)))
        let (outputFraction, gateFraction) = (upperHalf(toOutput.fraction), upperHalf(toGate.fraction))
        return ByteFunction { q in
            let fine = (Int(q) - input.zeroPoint) * 128
            var gate = fine
            // All of the shift but one bit comes first, so that only the last one can cut off what matters.
            if toGate.exponent > 0 { gate = saturated(gate << (toGate.exponent - 1)) }
            gate = doublingHighProduct(gate, gateFraction)
            if toGate.exponent > 0 { gate = saturated(gate << 1) }
            if toGate.exponent < 0 {
                gate = Int(FixedPointMultiplier.shiftRight(Int32(gate), by: -toGate.exponent))
            }
            let product = doublingHighProduct(fine, outputFraction) * ((gate + 32768) >> 1) / 32768
            let result =
                toOutput.exponent <= 0
                ? Int(FixedPointMultiplier.shiftRight(Int32(product), by: -toOutput.exponent))
                : saturated(product << toOutput.exponent)
            return Int8(clamping: result + output.zeroPoint)
        }
    }

    /// RSQRT by Newton's iteration; zero gives the greatest result, and so does what is below, which TFLite refuses.
    static func reciprocalSquareRoot(_ input: TensorScale, _ output: TensorScale) -> ByteFunction {
        let factor = FixedPointMultiplier(1 / Double(input.scale.squareRoot() * output.scale))
        // Kept until the end, so that the root of an integer keeps a fraction.
        let shift = 20
        return ByteFunction { q in
            let value = Int(q) - input.zeroPoint
            guard value > 0 else { return .max }
            let root = reciprocalSquareRoot(of: Int32(value))
            let fine = FixedPointMultiplier(fraction: root.fraction, exponent: root.exponent + shift).multiply(1)
            let scaled = FixedPointMultiplier(fraction: factor.fraction, exponent: factor.exponent - shift).multiply(
                fine)
            return Int8(clamping: Int(scaled) + output.zeroPoint)
        }
    }

    /// 1 / sqrt(value) for 1 to 255 as a fraction and a power of two.
    private static func reciprocalSquareRoot(of value: Int32) -> FixedPointMultiplier {
        guard value > 1 else { return FixedPointMultiplier(fraction: .max, exponent: 0) }
        // An even number of bits brings the value to [2^27, 2^29), as numbers with 3 integer bits in [0.25, 1).
        let pairs = value.leadingZeroBitCount / 2 - 1
        let scaled = value << Int32(2 * pairs)
        let half = FixedPointMultiplier.shiftRight(scaled >> 1, by: 1)
        let threeHalves: Int32 = 3 << 27
        func product(_ a: Int32, _ b: Int32) -> Int32 { FixedPointMultiplier.doublingHighProduct(a, b) }
        func shiftedLeft(_ a: Int32, by bits: Int) -> Int32 { Int32(clamping: Int64(a) << bits) }
        var root: Int32 = 1 << 28
        for _ in 0..<5 {
            let cube = shiftedLeft(product(product(root, root), root), by: 6)
            root = shiftedLeft(product(threeHalves, root) - product(half, cube), by: 3)
        }
        let halfOfSquareRootOf2: Int32 = 1_518_500_250
        let shift = 11 - pairs
        let fraction = product(root, halfOfSquareRootOf2)
        return FixedPointMultiplier(
            fraction: shift < 0 ? fraction << Int32(-shift) : fraction, exponent: -max(shift, 0))
    }

    /// The upper 16 bits, rounded.
    private static func upperHalf(_ fraction: Int32) -> Int {
        Int(min(Int64(fraction) + 1 << 15, Int64(Int32.max)) >> 16)
    }

    private static func saturated(_ value: Int) -> Int { Int(Int16(clamping: value)) }

    /// The upper half of 2 * a * b for 16-bit numbers, rounded, ties away from zero.
    private static func doublingHighProduct(_ a: Int, _ b: Int) -> Int {
        saturated((a * b + (a * b >= 0 ? 1 << 14 : 1 - 1 << 14)) / 32768)
    }
}
