package import ModelIR

/// What was seen of every float value of a graph while samples ran through it.
package struct Observations: Sendable {
    /// Samples that ran.
    package internal(set) var sampleCount = 0
    /// In the order of the graph: inputs, then what the nodes make.
    package internal(set) var values: [ValueObservation] = []

    package init() {}

    /// What was seen of the value with this name; nil for a constant, for what is not float32, and for a value that the
    /// engine never makes because its range is known.
    package subscript(name: String) -> ValueObservation? { values.first { $0.name == name } }

    /// Adds what was seen of the same graph on other samples.
    package mutating func merge(_ other: Observations) {
        sampleCount += other.sampleCount
        for theirs in other.values {
            if let index = values.firstIndex(where: { $0.name == theirs.name }) {
                values[index].merge(theirs)
            } else {
                values.append(theirs)
            }
        }
    }
}

/// What was seen of one value.
package struct ValueObservation: Sendable {
    package let value: ValueID
    package let name: String
    /// The Keras layer that made the value; empty for an input.
    package let layer: String
    /// The operator that made the value; nil for an input.
    package let operatorName: String?
    /// The type in which samples of an input were given; nil for every other value.
    package let storedType: ElementType?
    /// All elements of all samples.
    package internal(set) var elementCount: Int
    /// The least element.
    package internal(set) var minimum: Float
    /// The greatest element.
    package internal(set) var maximum: Float
    /// Where a part of the elements lies; it reaches from ``minimum`` to ``maximum``.
    package internal(set) var histogram: Histogram
    /// Each channel (index of the last axis) on its own, in the first samples; empty where they are too many.
    package internal(set) var channels: [ChannelObservation]

    mutating func merge(_ other: ValueObservation) {
        elementCount += other.elementCount
        minimum = min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
        histogram.merge(other.histogram)
        for index in channels.indices { channels[index].merge(other.channels[index]) }
    }
}

/// What was seen of one channel of a value in the first samples.
package struct ChannelObservation: Sendable, Hashable {
    package var count = 0
    package var minimum = Float.infinity
    package var maximum = -Float.infinity
    package var sum = 0.0
    package var sumOfSquares = 0.0

    package var mean: Double { count == 0 ? 0 : sum / Double(count) }

    /// The mean squared distance from the mean.
    package var variance: Double { count == 0 ? 0 : max(0, sumOfSquares / Double(count) - mean * mean) }

    mutating func merge(_ other: ChannelObservation) {
        count += other.count
        minimum = min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
        sum += other.sum
        sumOfSquares += other.sumOfSquares
    }
}
