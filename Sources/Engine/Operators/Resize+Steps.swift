import CKernels
import ModelIR

extension Lowering {
    /// RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR, divided by rows of the output.
    func resize(_ resize: Resize, _ operation: Operation) throws(EngineError) -> StepPlan {
        let (input, output) = (operation.inputs[0], operation.outputs[0])
        let (from, to) = (dimensions(input), dimensions(output))
        let rows = ResizeAxis(from: from[1], to: to[1], resize)
        let columns = ResizeAxis(from: from[2], to: to[2], resize)
        let cost = to.reduce(1, *) * 4
        switch resize.method {
        case .nearest:
            let pixel = from[3] * type(input).byteCount
            return StepPlan(inputs: [input], outputs: [output]) { place in
                let (images, results) = (UnsafeRawPointer(place.bytes(input)), place.bytes(output))
                return [
                    imageRowStep(images: to[0], rows: to[1], cost: cost) { image, range, _ in
                        let source = images + image * from[1] * from[2] * pixel
                        var target = results + (image * to[1] + range.begin) * to[2] * pixel
                        for row in range.begin..<range.end {
                            let line = source + rows.lower[row] * from[2] * pixel
                            for column in 0..<to[2] {
                                target.copyMemory(from: line + columns.lower[column] * pixel, byteCount: pixel)
                                target += pixel
                            }
                        }
                    }
                ]
            }
        case .bilinear:
            try requireFloats([input, output], operation)
            let channels = from[3]
            return StepPlan(inputs: [input], outputs: [output]) { place in
                let (images, results) = (UnsafePointer(place.floats(input)), place.floats(output))
                return [
                    imageRowStep(images: to[0], rows: to[1], cost: cost) { image, range, _ in
                        let source = images + image * from[1] * from[2] * channels
                        var target = results + (image * to[1] + range.begin) * to[2] * channels
                        for row in range.begin..<range.end {
                            let upper = source + rows.lower[row] * from[2] * channels
                            let lower = source + rows.upper[row] * from[2] * channels
                            let down = rows.fraction[row]
                            for column in 0..<to[2] {
                                let left = columns.lower[column] * channels
                                let right = columns.upper[column] * channels
                                let along = columns.fraction[column]
                                for channel in 0..<channels {
                                    target[channel] =
                                        upper[left + channel] * (1 - down) * (1 - along)
                                        + lower[left + channel] * down * (1 - along)
                                        + upper[right + channel] * (1 - down) * along
                                        + lower[right + channel] * down * along
                                }
                                target += channels
                            }
                        }
                    }
                ]
            }
        }
    }
}

/// Where the positions of an output axis lie on the input axis, as TFLite computes it, in float32.
private struct ResizeAxis {
    /// The nearest position, or the one before the sample.
    let lower: [Int]
    /// The position behind the sample.
    let upper: [Int]
    /// How far the sample is from `lower` to `upper`.
    let fraction: [Float]

    init(from input: Int, to output: Int, _ resize: Resize) {
        let scale =
            resize.alignsCorners && output > 1
            ? Float(input - 1) / Float(output - 1) : Float(input) / Float(output)
        switch resize.method {
        case .nearest:
            let offset: Float = resize.usesHalfPixelCenters ? 0.5 : 0
            lower = (0..<output).map { index in
                let position = (Float(index) + offset) * scale
                let nearest = position.rounded(resize.alignsCorners ? .toNearestOrAwayFromZero : .down)
                return max(0, min(Int(nearest), input - 1))
            }
            upper = lower
            fraction = []
        case .bilinear:
            let positions = (0..<output).map { index in
                resize.usesHalfPixelCenters ? (Float(index) + 0.5) * scale - 0.5 : Float(index) * scale
            }
            let lower = positions.map { max(Int($0.rounded(.down)), 0) }
            self.lower = lower
            upper = positions.map { min(Int($0.rounded(.up)), input - 1) }
            fraction = zip(positions, lower).map { $0 - Float($1) }
        }
    }
}
