import CKernels

/// How numbers of some range become int8 while a model runs: an asymmetric scale for the least and the greatest number,
/// which always holds zero.
struct StepScale {
    let rounding: qk_step_rounding
    /// The real number of one step.
    let scale: Float
    /// The reciprocal by which numbers are multiplied.
    let stepsPerUnit: Float
    /// The integer that stands for zero, -128 to 127.
    let zeroPoint: Float

    init(_ extremes: qk_f32_extremes, rounding: qk_step_rounding) {
        self.rounding = rounding
        let (lower, upper) = (min(0, extremes.minimum), max(0, extremes.maximum))
        if rounding == QK_STEPS_TO_EVEN {
            (scale, stepsPerUnit, zeroPoint) = Self.asXNNPACK(lower, upper)
        } else {
            (scale, stepsPerUnit, zeroPoint) = Self.asTFLite(lower, upper)
        }
    }

    /// XNNPACK rounds the reciprocal first and works in single precision.
    private static func asXNNPACK(_ lower: Float, _ upper: Float) -> (scale: Float, steps: Float, zero: Float) {
        let steps = lower == upper ? 1 : 255 / (upper - lower)
        let (bottom, top) = (lower * steps, upper * steps)
        let zero = (-128 + bottom) + (127 + top) > 0 ? -128 - bottom : 127 - top
        return (1 / steps, steps, bounded(zero.rounded(.toNearestOrEven)))
    }

    /// TFLite rounds the scale first and finds the zero point in double precision.
    private static func asTFLite(_ lower: Float, _ upper: Float) -> (scale: Float, steps: Float, zero: Float) {
        guard lower < upper else { return (1, 1, 0) }
        let scale = Double(upper - lower) / 255
        let (bottom, top) = (Double(lower) / scale, Double(upper) / scale)
        let zero = 128 + abs(bottom) < 127 + abs(top) ? -128 - bottom : 127 - top
        return (Float(scale), 1 / Float(scale), bounded(Float(zero.rounded(.toNearestOrAwayFromZero))))
    }

    /// A zero point within its bounds, where the range is not finite, too.
    private static func bounded(_ zeroPoint: Float) -> Float { zeroPoint.isNaN ? 0 : min(max(zeroPoint, -128), 127) }
}
