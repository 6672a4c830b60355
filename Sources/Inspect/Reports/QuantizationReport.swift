import ModelIR

/// How the integers of a tensor stand for real numbers: `real = scale * (integer - zero point)`.
package struct QuantizationReport: Sendable, Encodable {
    /// One, or one for each index along `axis`.
    package var scales: [Float]
    package var zeroPoints: [Int64]
    /// The dimension that the scales run along; nil where there is one scale.
    package var axis: Int?
    /// The real numbers that the integers can stand for; nil with several scales.
    package var min: Float?
    package var max: Float?
    /// What the file says was observed, as many as it says; empty where it says nothing.
    package var observedMin: [Float]
    package var observedMax: [Float]

    private enum CodingKeys: String, CodingKey {
        case scales
        case zeroPoints = "zero_points"
        case axis, min, max
        case observedMin = "observed_min"
        case observedMax = "observed_max"
    }

    init(_ quantization: Quantization, type: ElementType) {
        scales = quantization.scales
        zeroPoints = quantization.zeroPoints
        axis = quantization.scales.count > 1 ? quantization.axis : nil
        let range = quantization.representableRange(of: type)
        min = range?.lowerBound
        max = range?.upperBound
        observedMin = quantization.minimums
        observedMax = quantization.maximums
    }
}
