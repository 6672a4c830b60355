/// How integers stand for real numbers: `real = scale * (integer - zeroPoint)`.
///
/// One scale for the whole tensor, or one for each index along ``axis`` (per-channel).
package struct Quantization: Sendable, Hashable {
    package var scales: [Float]
    package var zeroPoints: [Int64]
    /// The dimension that per-channel scales run along; 0 where there is one scale.
    package var axis: Int
    /// Observed ranges, for people; empty where unknown.
    package var minimums: [Float]
    package var maximums: [Float]

    package init(
        scales: [Float], zeroPoints: [Int64], axis: Int = 0, minimums: [Float] = [], maximums: [Float] = []
    ) {
        self.scales = scales
        self.zeroPoints = zeroPoints
        self.axis = axis
        self.minimums = minimums
        self.maximums = maximums
    }
}
