package import ModelIR

/// The scale and zero point of an int8 activation: `real = scale * (integer - zeroPoint)`.
package struct ActivationScale: Sendable, Hashable, Codable {
    package let scale: Float
    /// -128 to 127.
    package let zeroPoint: Int

    package init(scale: Float, zeroPoint: Int) {
        self.scale = scale
        self.zeroPoint = zeroPoint
    }

    /// Of values in 0..<1: SOFTMAX and LOGISTIC.
    package static let probability = ActivationScale(scale: 1 / 256, zeroPoint: -128)
    /// Of values in -1..<1: TANH.
    package static let signedUnit = ActivationScale(scale: 1 / 128, zeroPoint: 0)
    /// Of values in -16..<0: LOG_SOFTMAX.
    package static let logProbability = ActivationScale(scale: 16 / 256, zeroPoint: 127)

    /// The scale of values in `range`, which is widened to hold 0; the numbers that TFLite's converter chooses.
    ///
    /// The zero point is the integer nearest to where 0 falls, reckoned from the end of the range that loses less. A
    /// range of nothing but 0 has the scale 1.
    package init(range: ClosedRange<Float>) {
        let low = min(range.lowerBound, 0)
        let high = max(range.upperBound, 0)
        guard high > low else {
            self.init(scale: 1, zeroPoint: -128)
            return
        }
        let step = (Double(high) - Double(low)) / 255
        let stepsBelow = Double(-low) / step
        let stepsAbove = Double(high) / step
        let zeroPoint = 128 + stepsBelow < 127 + stepsAbove ? -128 + stepsBelow : 127 - stepsAbove
        self.init(scale: (high - low) / 255, zeroPoint: Int(max(-128, min(127, zeroPoint.rounded()))))
    }

    /// The real numbers that int8 reaches.
    package var range: ClosedRange<Float> {
        scale * Float(-128 - zeroPoint)...scale * Float(127 - zeroPoint)
    }

    /// The integer that stands for `real`, which saturates.
    package func integer(for real: Float) -> Int8 {
        Int8(max(-128, min(127, (Double(real) / Double(scale)).rounded() + Double(zeroPoint))))
    }

    /// As the graph has it.
    package var quantization: Quantization { Quantization(scales: [scale], zeroPoints: [Int64(zeroPoint)]) }

    /// The same numbers as uint8: the integers are 128 higher.
    package var unsignedQuantization: Quantization {
        var unsigned = quantization
        unsigned.zeroPoints = [Int64(zeroPoint + 128)]
        return unsigned
    }
}
