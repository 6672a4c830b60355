#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// TensorFlow's `ScaleAndTranslate` without antialiasing: each pixel is a sum of those around its place, weighted by a
/// function of their distance.
struct KernelScaling {
    /// The distance in pixels from which on nothing weighs anything.
    let radius: Float
    /// The weight of a pixel by its distance, which is not negative.
    let weight: @Sendable (Float) -> Float

    /// Windowed sinc. Duchon, Lanczos Filtering in One and Two Dimensions (1979).
    static func lanczos(_ radius: Float) -> KernelScaling {
        KernelScaling(radius: radius) { distance in
            guard distance <= radius else { return 0 }
            guard distance > 1e-3 else { return 1 }
            let angle = Float.pi * distance
            return radius * sin(angle) * sin(angle / radius) / (Float.pi * Float.pi * distance * distance)
        }
    }

    /// A standard deviation of half a pixel. Turkowski, Filters for Common Resampling Tasks (1990).
    static let gaussian = KernelScaling(radius: 1.5) { distance in
        distance < 1.5 ? Float(exp(-Double(distance * distance) / 0.5)) : 0
    }

    /// Mitchell and Netravali, Reconstruction Filters in Computer Graphics (1988).
    static let mitchellCubic = KernelScaling(radius: 2) { x in
        if x >= 2 { return 0 }
        if x >= 1 { return (((-7.0 / 18.0) * x + 2) * x - 10.0 / 3.0) * x + 16.0 / 9.0 }
        return (((7.0 / 6.0) * x - 2) * x) * x + 8.0 / 9.0
    }

    /// The places along an axis that a pixel is made of, and how much of each.
    private struct Span {
        let first: Int
        let weights: [Float]
    }

    func scale(_ source: PixelView, into target: PixelTarget) {
        let rows = spans(from: source.height, to: target.height)
        let columns = spans(from: source.width, to: target.width)
        let channels = source.channels
        var line = [Float](repeating: 0, count: source.width * channels)
        for (y, row) in rows.enumerated() {
            for place in line.indices { line[place] = 0 }
            for (i, weight) in row.weights.enumerated() {
                let input = source.base + (row.first + i) * source.rowStride
                for place in line.indices { line[place] += weight * Float(input[place]) }
            }
            var output = target.base + y * target.rowStride
            for column in columns {
                for channel in 0..<channels {
                    var sum: Float = 0
                    for (i, weight) in column.weights.enumerated() {
                        sum += weight * line[(column.first + i) * channels + channel]
                    }
                    output[channel] = sum
                }
                output += channels
            }
        }
    }

    private func spans(from size: Int, to newSize: Int) -> [Span] {
        let inverseScale = Float(1.0 / Double(Float(newSize) / Float(size)))
        return (0..<newSize).map { index in
            let place = (Float(index) + 0.5) * inverseScale
            // Rounding may lead beyond the last pixel; nothing is there.
            guard place <= Float(size) else { return Span(first: 0, weights: []) }
            let first = min(max(Int((place - radius - 0.5).rounded(.up)), 0), size - 1)
            let last = min(max(Int((place + radius - 0.5).rounded(.down)), 0), size - 1)
            let weights = (first...last).map { weight(abs(Float($0) + 0.5 - place)) }
            let sum = weights.reduce(0, +)
            guard abs(sum) >= 1000 * Float.leastNormalMagnitude else { return Span(first: 0, weights: []) }
            let factor = 1 / sum
            return Span(first: first, weights: weights.map { $0 * factor })
        }
    }
}
