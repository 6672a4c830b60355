import ModelIR

/// A function of two int8 numbers, bit for bit as LiteRT's default path computes it.
struct PairFunction {
    enum Method {
        /// (a * aFactor + b * bFactor + bias) / 2^shift, rounded down: XNNPACK's ADD and SUB.
        case sum(aFactor: Int32, bFactor: Int32, bias: Int32, shift: Int32)
        /// The product of the differences from the zero points times a factor: XNNPACK's MUL.
        case product(factor: Float)
        case maximum
        case minimum
        /// Anything else; it does its own rounding and adds the output's zero point.
        case other((_ a: Int, _ b: Int) -> Int)
    }

    let method: Method
    let a: TensorScale
    let b: TensorScale
    let output: TensorScale
    /// The bounds of the result.
    let bounds: ClosedRange<Int8>

    /// - Returns: nil where LiteRT has no such function of int8.
    init?(_ binary: Binary, _ a: TensorScale, _ b: TensorScale, to output: TensorScale) {
        (self.a, self.b, self.output) = (a, b, output)
        bounds = output.bounds(of: binary.activation.range, rounded: .toNearestOrEven)
        switch binary.function {
        case .add: method = Self.sum(a, b, output, sign: 1)
        case .sub: method = Self.sum(a, b, output, sign: -1)
        case .mul: method = Self.product(a, b, output)
        case .maximum: method = .maximum
        case .minimum: method = .minimum
        case .squaredDifference: method = Self.squaredDifference(a, b, output)
        case .div: method = Self.quotient(a, b, output)
        case .pow: return nil
        }
    }

    /// PRELU, where `b` is the slope below zero.
    init(preluOf a: TensorScale, slope b: TensorScale, to output: TensorScale) {
        (self.a, self.b, self.output) = (a, b, output)
        bounds = -128...127
        let above = FixedPointMultiplier(Double(a.scale) / Double(output.scale))
        let below = FixedPointMultiplier(Double(a.scale) * Double(b.scale) / Double(output.scale))
        method = .other { x, slope in
            let value = Int32(x - a.zeroPoint)
            let scaled =
                value >= 0 ? above.multiply(value) : below.multiply(value * Int32(slope - b.zeroPoint))
            return Int(scaled) + output.zeroPoint
        }
    }

    func callAsFunction(_ first: Int8, _ second: Int8) -> Int8 {
        switch method {
        case .sum(let aFactor, let bFactor, let bias, let shift):
            let sum = Int32(first) * aFactor + Int32(second) * bFactor + bias
            return bounded(Int(sum >> shift) + output.zeroPoint)
        case .product(let factor):
            let product = (Int(first) - a.zeroPoint) * (Int(second) - b.zeroPoint)
            let scaled = min(max(Float(product) * factor, -512), 512)
            return bounded(Int(scaled.rounded(.toNearestOrEven)) + output.zeroPoint)
        case .maximum: return max(first, second)
        case .minimum: return min(first, second)
        case .other(let function): return bounded(function(Int(first), Int(second)))
        }
    }

    private func bounded(_ result: Int) -> Int8 {
        min(max(Int8(clamping: result), bounds.lowerBound), bounds.upperBound)
    }
}
