import ModelIR

/// Statistics of a constant, and of each of its channels.
struct TensorStatistics {
    let all: ElementStatistics
    /// In order; empty where the tensor has no channels.
    let channels: [ElementStatistics]

    init(of data: TensorData, quantization: Quantization?, layout: ChannelLayout?) {
        let scaling = Scaling(quantization)
        let channels = layout ?? .single
        let origin = data.firstReal(scaling)
        let isQuantized = quantization != nil && data.type.integerLimits != nil
        let empty = ElementAccumulator(origin: origin, countsSaturation: isQuantized)
        var accumulators = Array(repeating: empty, count: max(1, channels.count))
        data.forEachReal(scaling, channels) { channel, real, isSaturated in
            accumulators[channel].add(real, isSaturated: isSaturated)
        }
        all = accumulators.reduce(into: empty) { $0.add($1) }.statistics
        self.channels = layout == nil ? [] : accumulators.map(\.statistics)
    }
}

/// How many elements of a tensor lie in each of as many intervals of the same width.
package struct Histogram: Sendable, Encodable, Hashable {
    /// The lower end of the first interval.
    package var min: Float
    /// The upper end of the last one, which belongs to it.
    package var max: Float
    package var counts: [Int]

    package static let intervals = 64

    /// The finite elements of `data` between `min` and `max`; nil where there are none.
    init?(of data: TensorData, quantization: Quantization?, layout: ChannelLayout?, statistics: ElementStatistics) {
        guard let least = statistics.min, let greatest = statistics.max else { return nil }
        min = least
        max = greatest
        let (origin, width) = (Double(least), Double(greatest) - Double(least))
        let factor = width > 0 ? Double(Self.intervals) / width : 0
        var counts = Array(repeating: 0, count: Self.intervals)
        data.forEachReal(Scaling(quantization), layout ?? .single) { _, real, _ in
            guard real.isFinite else { return }
            counts[Swift.min(Self.intervals - 1, Int((Double(real) - origin) * factor))] += 1
        }
        self.counts = counts
    }
}

extension TensorData {
    /// Calls `body` with the channel of each element, with the element as a real number, and with whether it is an
    /// integer at the end of what the format allows.
    @inline(__always)
    fileprivate func forEachReal(_ scaling: Scaling, _ channels: ChannelLayout, _ body: (Int, Float, Bool) -> Void) {
        func integers<Integer: FixedWidthInteger & TensorElement>(_: Integer.Type) {
            withElements(Integer.self) { elements in
                channels.forEachRun(in: elements) { channel, run in
                    let isSymmetric = Integer.isSigned && scaling.zeroPoint(channel) == 0
                    let least = isSymmetric ? 0 &- Integer.max : Integer.min
                    for integer in run {
                        let isSaturated = integer <= least || integer == Integer.max
                        body(channel, scaling.real(integer, channel: channel), isSaturated)
                    }
                }
            }
        }
        switch type {
        case .int8: integers(Int8.self)
        case .uint8: integers(UInt8.self)
        case .int16: integers(Int16.self)
        case .int32: integers(Int32.self)
        case .int64: integers(Int64.self)
        case .float32:
            withElements(Float.self) { elements in
                channels.forEachRun(in: elements) { channel, run in for real in run { body(channel, real, false) } }
            }
        case .float16, .float64, .bool:
            floats().withUnsafeBufferPointer { elements in
                channels.forEachRun(in: elements) { channel, run in for real in run { body(channel, real, false) } }
            }
        }
    }

    /// The first element as a real number; 0 where there is none.
    fileprivate func firstReal(_ scaling: Scaling) -> Float {
        guard count > 0 else { return 0 }
        if type == .float32 { return withElements(Float.self) { $0[0] } }
        return integers().map { scaling.real($0[0], channel: 0) } ?? floats()[0]
    }
}
