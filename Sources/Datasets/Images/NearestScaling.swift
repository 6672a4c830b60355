/// TensorFlow's `ResizeNearestNeighbor` with half-pixel centres.
enum NearestScaling {
    static func scale(_ source: PixelView, into target: PixelTarget) {
        let rows = places(from: source.height, to: target.height)
        let columns = places(from: source.width, to: target.width)
        for (y, row) in rows.enumerated() {
            let input = source.base + row * source.rowStride
            var output = target.base + y * target.rowStride
            for column in columns {
                for channel in 0..<source.channels {
                    output[channel] = Float(input[column * source.channels + channel])
                }
                output += source.channels
            }
        }
    }

    private static func places(from size: Int, to newSize: Int) -> [Int] {
        let scale = Float(size) / Float(newSize)
        return (0..<newSize).map { min(Int(((Float($0) + 0.5) * scale).rounded(.down)), size - 1) }
    }
}
