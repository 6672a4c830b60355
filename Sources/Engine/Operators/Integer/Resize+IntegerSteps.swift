import CKernels
import ModelIR

extension Lowering {
    /// RESIZE_BILINEAR of int8 as XNNPACK computes it, with weights of 11 bits; nil for RESIZE_NEAREST_NEIGHBOR, which
    /// only moves bytes.
    func integerResize(_ resize: Resize, _ operation: Operation) throws(EngineError) -> StepPlan? {
        guard resize.method == .bilinear else { return nil }
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        try requireSameScale(operation)
        let (from, to) = (dimensions(input), dimensions(output))
        let rows = FixedPointAxis(from: from[1], to: to[1], resize)
        let columns = FixedPointAxis(from: from[2], to: to[2], resize)
        let channels = from[3]
        return StepPlan(inputs: [input], outputs: [output]) { place in
            let (images, results) = (UnsafePointer(place.signedBytes(input)), place.signedBytes(output))
            return [
                imageRowStep(images: to[0], rows: to[1], cost: to.reduce(1, *) * 4) { image, range, _ in
                    let source = images + image * from[1] * from[2] * channels
                    var target = results + (image * to[1] + range.begin) * to[2] * channels
                    for row in range.begin..<range.end {
                        let upper = source + rows.lower[row] * from[2] * channels
                        let lower = source + rows.upper[row] * from[2] * channels
                        for column in 0..<to[2] {
                            let (left, right) = (columns.lower[column] * channels, columns.upper[column] * channels)
                            interpolate(
                                (upper + left, upper + right, lower + left, lower + right), channels,
                                along: columns.weight[column], down: rows.weight[row], into: target)
                            target += channels
                        }
                    }
                }
            ]
        }
    }
}

/// One pixel between the four around it: above left and right, below left and right.
private func interpolate(
    _ corners: (UnsafePointer<Int8>, UnsafePointer<Int8>, UnsafePointer<Int8>, UnsafePointer<Int8>), _ channels: Int,
    along: Int32, down: Int32, into target: UnsafeMutablePointer<Int8>
) {
    for channel in 0..<channels {
        let (topLeft, topRight) = (Int32(corners.0[channel]), Int32(corners.1[channel]))
        let (bottomLeft, bottomRight) = (Int32(corners.2[channel]), Int32(corners.3[channel]))
        let top = topLeft &<< 11 &+ (topRight &- topLeft) &* along
        let bottom = bottomLeft &<< 11 &+ (bottomRight &- bottomLeft) &* along
        let sum = top &<< 11 &+ (bottom &- top) &* down
        target[channel] = Int8(truncatingIfNeeded: (sum &+ 1 &<< 21) &>> 22)
    }
}

/// Where the positions of an output axis lie on the input axis, in units of 2^-11.
private struct FixedPointAxis {
    /// The position before the sample.
    let lower: [Int]
    /// The position behind it.
    let upper: [Int]
    /// How far the sample is from `lower` to `upper`, of 2048.
    let weight: [Int32]

    init(from input: Int, to output: Int, _ resize: Resize) {
        let isAligned = resize.alignsCorners && output > 1
        let scale = isAligned ? Float(input - 1) / Float(output - 1) : Float(input) / Float(output)
        let start: Float = resize.usesHalfPixelCenters && !resize.alignsCorners ? 0.5 * scale - 0.5 : 0
        let positions = (0..<output).map { min(max(Float($0) * scale + start, 0), Float(input - 1)) }
        lower = positions.map { Int($0) }
        upper = lower.map { min($0 + 1, input - 1) }
        weight = zip(positions, lower).map { Int32((($0 - Float($1)) * 2048).rounded(.toNearestOrEven)) }
    }
}
