import ModelIR

/// How the integers of a tensor become real numbers, as LiteRT computes them: `scale * (integer - zero point)` in
/// float32.
struct Scaling {
    private let scales: [Float]
    private let zeroPoints: [Int64]

    /// Without a quantization integers stand for themselves.
    init(_ quantization: Quantization?) {
        scales = quantization?.scales ?? []
        zeroPoints = quantization?.zeroPoints ?? []
    }

    var isPerChannel: Bool { scales.count > 1 }

    func scale(_ channel: Int) -> Float { scales.isEmpty ? 1 : scales[min(channel, scales.count - 1)] }

    func zeroPoint(_ channel: Int) -> Int64 {
        zeroPoints.isEmpty ? 0 : zeroPoints[min(channel, zeroPoints.count - 1)]
    }

    func real(_ integer: some FixedWidthInteger, channel: Int) -> Float {
        scale(channel) * Float(Int64(truncatingIfNeeded: integer) &- zeroPoint(channel))
    }
}

extension Quantization {
    /// The scale and the zero point; nil where there are several.
    var ofWholeTensor: (scale: Float, zeroPoint: Int64)? {
        scales.count == 1 ? (scales[0], zeroPoints.first ?? 0) : nil
    }

    /// The range that the file says was observed, over all channels; nil where it does not say.
    var observedRange: (min: Float, max: Float)? {
        guard let least = minimums.min(), let greatest = maximums.max() else { return nil }
        return (least, greatest)
    }

    /// The real numbers that integers of `type` can stand for with the one scale; nil with several scales.
    func representableRange(of type: ElementType) -> ClosedRange<Float>? {
        guard scales.count == 1, let limits = type.integerLimits else { return nil }
        let scaling = Scaling(self)
        return scaling.real(limits.lowerBound, channel: 0)...scaling.real(limits.upperBound, channel: 0)
    }
}

extension ElementType {
    /// The smallest and the largest integer; nil for other types than integers.
    var integerLimits: ClosedRange<Int64>? {
        switch self {
        case .int8: Int64(Int8.min)...Int64(Int8.max)
        case .uint8: 0...Int64(UInt8.max)
        case .int16: Int64(Int16.min)...Int64(Int16.max)
        case .int32: Int64(Int32.min)...Int64(Int32.max)
        case .int64: Int64.min...Int64.max
        case .float16, .float32, .float64, .bool: nil
        }
    }
}
