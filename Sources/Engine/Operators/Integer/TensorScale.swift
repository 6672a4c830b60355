import ModelIR

/// How the int8 elements of one tensor stand for real numbers: `real = scale * (integer - zeroPoint)`.
struct TensorScale: Hashable {
    /// Positive and finite.
    let scale: Float
    /// -128 to 127.
    let zeroPoint: Int

    /// The scale of an int8 value.
    ///
    /// - Throws: `unsupported` for other types and for several scales, `invalidModel` for a scale that makes no sense.
    init(of value: Value, _ operation: Operation) throws(EngineError) {
        guard value.type == .int8 else {
            throw EngineError(
                .unsupported, "the engine does not compute this on '\(value.name)', which is \(value.type)",
                at: operation.location)
        }
        guard let quantization = value.quantization, let scale = quantization.scales.first,
            let zeroPoint = quantization.zeroPoints.first, scale > 0, scale.isFinite,
            (-128...127).contains(zeroPoint)
        else {
            throw EngineError(
                .invalidModel, "the scale or zero point of '\(value.name)' is missing or wrong", at: operation.location)
        }
        guard quantization.scales.count == 1 else {
            throw EngineError(
                .unsupported, "'\(value.name)' has a scale for each channel, which only weights may have",
                at: operation.location)
        }
        self.scale = scale
        self.zeroPoint = Int(zeroPoint)
    }

    /// The real number that an integer stands for.
    func real(_ integer: Int) -> Float { Float(integer - zeroPoint) * scale }

    /// The integer that stands for a real number as XNNPACK rounds it: ties go to the even integer.
    func roundingToEven(_ real: Float) -> Int8 {
        let scaled = min(max(real * (1 / scale), Float(-128 - zeroPoint)), Float(127 - zeroPoint))
        return Int8(clamping: Int(scaled.rounded(.toNearestOrEven)) + zeroPoint)
    }

    /// The integer that stands for a real number as TFLite's own kernels round it: ties go away from zero.
    func roundingAwayFromZero(_ real: Float) -> Int8 {
        let scaled = min(max(real * (1 / scale), -512), 512)
        return Int8(clamping: Int(scaled.rounded(.toNearestOrAwayFromZero)) + zeroPoint)
    }

    /// The integers between which an activation with these bounds keeps its results.
    ///
    /// - Parameter rule: to even in XNNPACK, away from zero in TFLite's own kernels.
    func bounds(of range: ClosedRange<Float>, rounded rule: FloatingPointRoundingRule) -> ClosedRange<Int8> {
        func bound(_ real: Float) -> Int8 {
            Int8(clamping: Int(min(max(real / scale, -512), 512).rounded(rule)) + zeroPoint)
        }
        return bound(range.lowerBound)...bound(range.upperBound)
    }
}

extension Lowering {
    /// The scale of an int8 value that `operation` reads or makes.
    func scale(of value: ValueID, _ operation: Operation) throws(EngineError) -> TensorScale {
        try TensorScale(of: program.graph[value], operation)
    }
}
