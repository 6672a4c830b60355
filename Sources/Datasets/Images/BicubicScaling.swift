/// TensorFlow's `ResizeBicubic` with half-pixel centres: cubic convolution after Keys (1981), a = -0.5.
enum BicubicScaling {
    /// The four places along an axis that a pixel is made of, and how much of each.
    private struct Place {
        var indices: (Int, Int, Int, Int)
        var weights: (Float, Float, Float, Float)

        /// `values(i)` for the four places, weighted.
        func sum(_ values: (Int) -> Float) -> Float {
            values(indices.0) * weights.0 + values(indices.1) * weights.1 + values(indices.2) * weights.2
                + values(indices.3) * weights.3
        }
    }

    static func scale(_ source: PixelView, into target: PixelTarget) {
        let rows = places(from: source.height, to: target.height)
        let columns = places(from: source.width, to: target.width)
        let (channels, stride) = (source.channels, source.rowStride)
        for (y, row) in rows.enumerated() {
            var output = target.base + y * target.rowStride
            for column in columns {
                for channel in 0..<channels {
                    output[channel] = column.sum { x in
                        row.sum { Float(source.base[$0 * stride + x * channels + channel]) }
                    }
                }
                output += channels
            }
        }
    }

    /// The steps between two pixels that weights are computed for.
    private static let stepCount = 1024

    /// For each step the weight of the nearer pixel and that of the farther one.
    private static let weights: [(near: Float, far: Float)] = (0...stepCount).map { step in
        let a = -0.5
        let x = Double(Float(Double(step) / Double(stepCount)))
        let near = ((a + 2) * x - (a + 3)) * x * x + 1
        let beyond = x + 1
        let far = ((a * beyond - 5 * a) * beyond + 8 * a) * beyond - 4 * a
        return (Float(near), Float(far))
    }

    private static func places(from size: Int, to newSize: Int) -> [Place] {
        let scale = Float(size) / Float(newSize)
        return (0..<newSize).map { index in
            let place = (Float(index) + 0.5) * scale - 0.5
            let first = Int(place.rounded(.down))
            let step = Int(((place - Float(first)) * Float(stepCount)).rounded(.toNearestOrEven))
            // Places outside of the image weigh nothing, and the others the more.
            func weighted(_ index: Int, _ weight: Float) -> (Int, Float) {
                0..<size ~= index ? (index, weight) : (min(max(index, 0), size - 1), 0)
            }
            let (i0, w0) = weighted(first - 1, weights[step].far)
            let (i1, w1) = weighted(first, weights[step].near)
            let (i2, w2) = weighted(first + 1, weights[stepCount - step].near)
            let (i3, w3) = weighted(first + 2, weights[stepCount - step].far)
            let sum = w0 + w1 + w2 + w3
            let factor = abs(sum) >= 1000 * Float.leastNormalMagnitude ? 1 / sum : 1
            return Place(indices: (i0, i1, i2, i3), weights: (w0 * factor, w1 * factor, w2 * factor, w3 * factor))
        }
    }
}
