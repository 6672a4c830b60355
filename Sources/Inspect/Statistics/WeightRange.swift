import CKernels
import ModelIR

/// The smallest and the largest of some weights, as real numbers.
package struct WeightRange: Sendable, Encodable, Hashable {
    /// Nil where no weight is finite.
    package var min: Float?
    package var max: Float?
    /// Weights that are infinite or not a number, which no sound model has.
    package var notFinite: Int

    private enum CodingKeys: String, CodingKey {
        case min, max
        case notFinite = "not_finite"
    }

    package init(min: Float? = nil, max: Float? = nil, notFinite: Int = 0) {
        self.min = min
        self.max = max
        self.notFinite = notFinite
    }

    /// The range of a constant's real values: integers count by their scale and zero point.
    init(of data: TensorData, quantization: Quantization?, channels: ChannelLayout?) {
        switch data.type {
        case .int8: self = data.withElements(Int8.self) { Self(integers: $0, quantization, channels) }
        case .uint8: self = data.withElements(UInt8.self) { Self(integers: $0, quantization, channels) }
        case .int16: self = data.withElements(Int16.self) { Self(integers: $0, quantization, channels) }
        case .int32: self = data.withElements(Int32.self) { Self(integers: $0, quantization, channels) }
        case .int64: self = data.withElements(Int64.self) { Self(integers: $0, quantization, channels) }
        case .float32: self = data.withElements(Float.self) { Self(floats: $0) }
        case .float16, .float64, .bool: self = data.floats().withUnsafeBufferPointer { Self(floats: $0) }
        }
    }

    private init(floats: UnsafeBufferPointer<Float>) {
        guard let start = floats.baseAddress, !floats.isEmpty else {
            self.init()
            return
        }
        let extremes = qk_kernels_best().pointee.f32_extremes(start, floats.count)
        if extremes.nan_count == 0, extremes.minimum.isFinite, extremes.maximum.isFinite {
            self.init(min: extremes.minimum, max: extremes.maximum)
        } else {
            let finite = floats.lazy.filter(\.isFinite)
            self.init(min: finite.min(), max: finite.max(), notFinite: floats.count { !$0.isFinite })
        }
    }

    private init<Integer: FixedWidthInteger>(
        integers: UnsafeBufferPointer<Integer>, _ quantization: Quantization?, _ channels: ChannelLayout?
    ) {
        guard !integers.isEmpty else {
            self.init()
            return
        }
        let scaling = Scaling(quantization)
        let layout = scaling.isPerChannel ? channels ?? .single : ChannelLayout(count: 1, stride: integers.count)
        let extremes = IntegerExtremes(of: integers, layout)
        var (least, greatest): (Float?, Float?)
        for channel in extremes.least.indices where extremes.least[channel] <= extremes.greatest[channel] {
            let low = scaling.real(extremes.least[channel], channel: channel)
            let high = scaling.real(extremes.greatest[channel], channel: channel)
            least = least.map { Swift.min($0, low) } ?? low
            greatest = greatest.map { Swift.max($0, high) } ?? high
        }
        self.init(min: least, max: greatest)
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
