/// TensorFlow's `ResizeBilinear` with half-pixel centres.
enum BilinearScaling {
    /// The two places along an axis that a pixel is made of, and how much of the upper one.
    private struct Place {
        let lower: Int
        let upper: Int
        let share: Float
    }

    static func scale(_ source: PixelView, into target: PixelTarget) {
        let rows = places(from: source.height, to: target.height)
        let columns = places(from: source.width, to: target.width)
        let channels = source.channels
        for (y, row) in rows.enumerated() {
            let (top, bottom) = (source.base + row.lower * source.rowStride, source.base + row.upper * source.rowStride)
            var output = target.base + y * target.rowStride
            for column in columns {
                let (left, right) = (column.lower * channels, column.upper * channels)
                for channel in 0..<channels {
                    let topLeft = Float(top[left + channel])
                    let bottomLeft = Float(bottom[left + channel])
                    let above = topLeft + (Float(top[right + channel]) - topLeft) * column.share
                    let below = bottomLeft + (Float(bottom[right + channel]) - bottomLeft) * column.share
                    output[channel] = above + (below - above) * row.share
                }
                output += channels
            }
        }
    }

    private static func places(from size: Int, to newSize: Int) -> [Place] {
        let scale = Float(size) / Float(newSize)
        return (0..<newSize).map { index in
            let place = (Float(index) + 0.5) * scale - 0.5
            let floor = place.rounded(.down)
            return Place(
                lower: max(0, Int(floor)), upper: min(Int(place.rounded(.up)), size - 1), share: place - floor)
        }
    }
}
