/// TensorFlow's `ResizeArea`: each pixel is the mean of the area that it covers in the image.
enum AreaScaling {
    /// The places along an axis that a pixel covers, and how much of each.
    private struct Stretch {
        let first: Int
        let shares: [Float]
    }

    static func scale(_ source: PixelView, into target: PixelTarget) {
        let (heightScale, rows) = stretches(from: source.height, to: target.height)
        let (widthScale, columns) = stretches(from: source.width, to: target.width)
        let scale = Float(1.0 / Double(heightScale * widthScale))
        let channels = source.channels
        for (y, row) in rows.enumerated() {
            var output = target.base + y * target.rowStride
            for column in columns {
                for channel in 0..<channels {
                    var sum: Float = 0
                    for (i, rowShare) in row.shares.enumerated() {
                        let line = source.base + min(row.first + i, source.height - 1) * source.rowStride + channel
                        var sumOfLine: Float = 0
                        for (j, share) in column.shares.enumerated() {
                            sumOfLine += Float(line[min(column.first + j, source.width - 1) * channels]) * share
                        }
                        sum += sumOfLine * rowShare
                    }
                    output[channel] = sum * scale
                }
                output += channels
            }
        }
    }

    private static func stretches(from size: Int, to newSize: Int) -> (scale: Float, stretches: [Stretch]) {
        let scale = Float(size) / Float(newSize)
        let stretches = (0..<newSize).map { index in
            let (start, end) = (Float(index) * scale, Float(index + 1) * scale)
            let first = Int(start.rounded(.down))
            let shares = (first..<Int(end.rounded(.up))).map { place -> Float in
                let isCutAtEnd = Float(place + 1) > end
                return Float(place) < start
                    ? (isCutAtEnd ? scale : Float(place + 1) - start) : (isCutAtEnd ? end - Float(place) : 1)
            }
            return Stretch(first: first, shares: shares)
        }
        return (scale, stretches)
    }
}
