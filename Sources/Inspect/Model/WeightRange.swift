import ModelIR

/// The smallest and the largest of a layer's weights.
package struct WeightRange: Sendable, Codable, Hashable {
    /// Nil where no weight is finite.
    package var min: Float?
    package var max: Float?
    /// Weights that are infinite or not a number, which no sound model has.
    package var notFinite: Int

    private enum CodingKeys: String, CodingKey {
        case min, max
        case notFinite = "not_finite"
    }

    init(min: Float? = nil, max: Float? = nil, notFinite: Int = 0) {
        self.min = min
        self.max = max
        self.notFinite = notFinite
    }

    /// The range of numbers in a row.
    init(of numbers: some Collection<Float>) {
        var (smallest, largest) = (Float.infinity, -Float.infinity)
        var notFinite = 0
        for number in numbers {
            guard number.isFinite else {
                notFinite += 1
                continue
            }
            smallest = Swift.min(smallest, number)
            largest = Swift.max(largest, number)
        }
        let isEmpty = smallest > largest
        self.init(min: isEmpty ? nil : smallest, max: isEmpty ? nil : largest, notFinite: notFinite)
    }

    /// The range of a constant's real values: integers count by their scale and zero point.
    init(of data: TensorData, shape: Shape, quantization: Quantization?) {
        guard let quantization, let integers = data.integers(), !quantization.scales.isEmpty,
            shape.elementCount == integers.count
        else {
            if data.type == .float32 {
                self = data.withElements(Float.self) { WeightRange(of: $0) }
            } else {
                self.init(of: data.floats())
            }
            return
        }
        let (scales, zeroPoints) = (quantization.scales, quantization.zeroPoints)
        // The index along the axis changes once in as many elements as the axes behind it have together.
        let isPerChannel = scales.count > 1 && shape.dimensions.indices.contains(quantization.axis)
        let stride = isPerChannel ? shape.dimensions[(quantization.axis + 1)...].reduce(1, *) : 1
        let size = isPerChannel ? shape[quantization.axis] : 1
        guard !isPerChannel || size == scales.count else {
            self.init()
            return
        }
        self.init(
            of: integers.enumerated().lazy.map { index, integer in
                let channel = isPerChannel ? index / stride % size : 0
                let zeroPoint = zeroPoints.isEmpty ? 0 : zeroPoints[Swift.min(channel, zeroPoints.count - 1)]
                return scales[channel] * Float(integer - Int(zeroPoint))
            })
    }

    /// The range of both together.
    func union(_ other: WeightRange) -> WeightRange {
        func best(_ mine: Float?, _ theirs: Float?, _ choose: (Float, Float) -> Float) -> Float? {
            guard let mine, let theirs else { return mine ?? theirs }
            return choose(mine, theirs)
        }
        return WeightRange(
            min: best(min, other.min, Swift.min), max: best(max, other.max, Swift.max),
            notFinite: notFinite + other.notFinite)
    }
}
