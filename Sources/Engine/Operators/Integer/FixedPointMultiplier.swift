#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A real factor as TFLite's integer kernels multiply by it: a 31-bit fraction and a power of two.
///
/// After gemmlowp's fixed-point arithmetic (Jacob et al., "Quantization and Training of Neural Networks for Efficient
/// Integer-Arithmetic-Only Inference", 2017, section 2.2).
struct FixedPointMultiplier {
    /// The fraction in [0.5, 1), times 2^31; 0 stands for a factor too small to matter.
    let fraction: Int32
    let exponent: Int

    init(fraction: Int32, exponent: Int) {
        self.fraction = fraction
        self.exponent = exponent
    }

    init(_ factor: Double) {
        let (mantissa, exponent) = frexp(factor)
        let scaled = (mantissa * 0x1p31).rounded(.toNearestOrAwayFromZero)
        let isFull = scaled == 0x1p31
        let shift = Int(exponent) + (isFull ? 1 : 0)
        fraction = shift < -31 ? 0 : isFull ? 1 << 30 : Int32(scaled)
        self.exponent = shift < -31 ? 0 : shift
    }

    /// The product, rounded twice: to 31 bits below the fraction, and where the exponent is negative when it is shifted
    /// right. Ties go away from zero.
    func multiply(_ value: Int32) -> Int32 {
        let product = Self.doublingHighProduct(value << max(exponent, 0), fraction)
        return Self.shiftRight(product, by: max(-exponent, 0))
    }

    /// The product whose second rounding sends ties towards positive infinity.
    func multiplyRoundingUp(_ value: Int32) -> Int32 {
        let product = Int64(Self.doublingHighProduct(value << max(exponent, 0), fraction))
        let shift = max(-exponent, 0)
        return shift == 0 ? Int32(product) : Int32((product + (1 << (shift - 1))) >> shift)
    }

    /// The upper half of 2 * a * b, rounded, ties away from zero.
    static func doublingHighProduct(_ a: Int32, _ b: Int32) -> Int32 {
        guard a != .min || b != .min else { return .max }
        let product = Int64(a) * Int64(b)
        return Int32((product + (product >= 0 ? 1 << 30 : 1 - 1 << 30)) / (1 << 31))
    }

    /// The product with a fraction of 15 bits, as TFLite multiplies numbers of more than 32; what does not fit is cut off.
    func multiplyCoarsely(_ value: Int64) -> Int32 {
        let coarse = fraction < 0x7FFF_0000 ? (Int64(fraction) + 1 << 15) >> 16 : 0x7FFF
        let shift = max(15 - exponent, 1)
        return Int32(truncatingIfNeeded: (value &* coarse &+ 1 << (shift - 1)) >> shift)
    }

    /// value / 2^shift, rounded, ties away from zero.
    static func shiftRight(_ value: Int32, by shift: Int) -> Int32 {
        guard shift <= 31 else { return 0 }
        let mask = (Int64(1) << shift) - 1
        let threshold = (mask >> 1) + (value < 0 ? 1 : 0)
        return (value >> Int32(shift)) + (Int64(value) & mask > threshold ? 1 : 0)
    }
}
