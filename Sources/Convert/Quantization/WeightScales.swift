import ModelIR

/// The symmetric scales of the weights of a convolution or dense layer: integers from -127 to 127, zero point 0.
package struct WeightScales: Sendable, Hashable {
    /// One for each output channel, or one for all.
    package let scales: [Float]
    /// The dimension of the weights that the scales run along.
    package let axis: Int

    /// Scales at which the integers of a bias stay below 2^30, half of what would overflow.
    private static let largestBias = 0x1p30
    /// Below this, products of scales leave the normal numbers.
    private static let smallest: Float = 0x1p-60

    /// The scales of `kernel` (OHWI, OI, or 1HWO with `axis` 3), whose largest weight becomes 127 in each channel.
    ///
    /// A scale grows where the channel's bias would not fit into 32 bits. A channel of zeros takes the largest of the
    /// other scales, with which its bias is as fine as theirs.
    /// - Parameters:
    ///   - bias: one number for each output channel, where there are any.
    ///   - layer: for messages.
    init(
        kernel: Value, bias: Value?, axis: Int, isPerTensor: Bool, inputScale: Float, layer: String
    ) throws(QuantizationError) {
        var maxima = try kernel.largestMagnitudes(along: axis, layer: layer)
        if isPerTensor { maxima = [maxima.max() ?? 0] }
        var scales = maxima.map { $0 / 127 }
        let largest = scales.max() ?? 0
        for channel in scales.indices where scales[channel] < Self.smallest {
            scales[channel] = max(largest, Self.smallest)
        }
        if largest < Self.smallest { scales = scales.map { _ in 1 / 127 } }
        if let bias = bias?.data?.floats() {
            for (channel, bias) in bias.enumerated() {
                guard bias.isFinite else { throw .notFinite(bias, "bias", channel: channel, layer: layer) }
                let needed = Float(abs(Double(bias)) / (Double(inputScale) * Self.largestBias))
                let position = isPerTensor ? 0 : channel
                scales[position] = max(scales[position], needed)
            }
        }
        self.scales = scales
        self.axis = axis
    }

    /// The same scales in another unit.
    func multiplied(by factor: Double) -> [Float] { scales.map { Float(Double($0) * factor) } }

    /// `kernel` as integers.
    /// - Parameter unit: what the scales are multiplied by in the end, which the integers do not feel.
    func kernel(_ kernel: Value, unit: Double = 1) -> Value {
        Value(
            name: kernel.name, type: .int8, shape: kernel.shape, data: integers(of: kernel),
            quantization: Quantization(
                scales: multiplied(by: unit), zeroPoints: Array(repeating: 0, count: scales.count),
                axis: scales.count > 1 ? axis : 0))
    }

    /// The integers of `kernel`, rounded half away from zero.
    private func integers(of kernel: Value) -> TensorData {
        let layout = ChannelLayout(kernel.shape, axis: axis)
        let weights = kernel.data?.floats() ?? []
        return TensorData(type: .int8, count: weights.count) { destination in
            let integers = destination.bindMemory(to: Int8.self)
            layout.forEachRun { channel, range in
                let scale = Double(scales[scales.count > 1 ? channel : 0])
                for index in range {
                    integers[index] = Int8(max(-127, min(127, (Double(weights[index]) / scale).rounded())))
                }
            }
        }
    }

    /// `bias` as 32-bit integers at the scale of the products, which is each weight scale times the input's.
    ///
    /// A bias of zeros has the scales of the weights instead: it is 0 at any scale, and a file stores equal ones once.
    /// - Parameters:
    ///   - inputScale: the input's scale, in the unit of the bias.
    ///   - unit: as in ``kernel(_:unit:)``.
    ///   - declaredInputScale: the input's scale as the graph has it.
    func bias(_ bias: Value, inputScale: Float, unit: Double = 1, declaredInputScale: Float) -> Value {
        let numbers = bias.data?.floats() ?? []
        let integers = numbers.enumerated().map { channel, number in
            let scale = Double(scales[scales.count > 1 ? channel : 0]) * Double(inputScale)
            return Int32(max(Double(Int32.min), min(Double(Int32.max), (Double(number) / scale).rounded())))
        }
        let factor = numbers.allSatisfy { $0 == 0 } ? 1 : Double(declaredInputScale)
        return Value(
            name: bias.name, type: .int32, shape: Shape([numbers.count]), data: TensorData(integers),
            quantization: Quantization(
                scales: multiplied(by: unit).map { Float(Double($0) * factor) },
                zeroPoints: Array(repeating: 0, count: scales.count)))
    }
}

/// Where the elements of each channel lie in a tensor.
private struct ChannelLayout {
    private let outer: Int
    private let channels: Int
    private let inner: Int

    init(_ shape: Shape, axis: Int) {
        outer = shape.dimensions[..<axis].reduce(1, *)
        channels = shape[axis]
        inner = shape.dimensions[(axis + 1)...].reduce(1, *)
    }

    /// Calls `body` with each channel and each run of its elements that lie side by side.
    func forEachRun(_ body: (Int, Range<Int>) -> Void) {
        for position in 0..<outer {
            for channel in 0..<channels {
                let start = (position * channels + channel) * inner
                body(channel, start..<start + inner)
            }
        }
    }

    var channelCount: Int { channels }
}

extension Value {
    /// The largest magnitude in each channel along `axis`.
    fileprivate func largestMagnitudes(along axis: Int, layer: String) throws(QuantizationError) -> [Float] {
        let layout = ChannelLayout(shape, axis: axis)
        var maxima = Array(repeating: Float(0), count: layout.channelCount)
        var bad: (Float, channel: Int)?
        (data?.floats() ?? []).withUnsafeBufferPointer { weights in
            layout.forEachRun { channel, range in
                for index in range {
                    let magnitude = abs(weights[index])
                    if !magnitude.isFinite { bad = bad ?? (weights[index], channel) }
                    maxima[channel] = max(maxima[channel], magnitude)
                }
            }
        }
        if let bad { throw .notFinite(bad.0, "weights", channel: bad.channel, layer: layer) }
        return maxima
    }
}

extension QuantizationError {
    /// A weight or bias that is NaN or infinite.
    fileprivate static func notFinite(_ number: Float, _ what: String, channel: Int, layer: String) -> Self {
        QuantizationError(
            .badWeights, "the \(what) of output channel \(channel) hold \(number), which no integer stands for",
            at: "layer '\(layer)'")
    }
}
