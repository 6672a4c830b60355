#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// How far numbers are from those of a reference, element by element, summed up as they come.
package struct OutputError: Sendable {
    /// Elements compared so far.
    package private(set) var count = 0
    private var signal = 0.0
    private var noise = 0.0
    private var drift = 0.0
    /// The largest absolute difference; NaN as soon as a NaN met a number.
    package private(set) var largest = 0.0

    package init() {}

    /// Takes in elements in the order of their reference. Two NaNs, or the same infinity twice, do not differ.
    package mutating func add(
        _ outputs: some RandomAccessCollection<Float>, reference: some RandomAccessCollection<Float>
    ) {
        precondition(outputs.count == reference.count)
        for (output, wanted) in zip(outputs, reference) { add(output, reference: wanted) }
    }

    /// Takes in arrays, which is faster than any other collection.
    package mutating func add(_ outputs: [Float], reference: [Float]) {
        precondition(outputs.count == reference.count)
        for index in outputs.indices { add(outputs[index], reference: reference[index]) }
    }

    @inline(__always)
    private mutating func add(_ output: Float, reference wanted: Float) {
        let difference = output == wanted || (output.isNaN && wanted.isNaN) ? 0 : Double(output) - Double(wanted)
        if wanted.isFinite { signal += Double(wanted) * Double(wanted) }
        noise += difference * difference
        drift += difference
        largest = largest.isNaN || difference.isNaN ? .nan : max(largest, difference.magnitude)
        count += 1
    }

    /// Takes in all that another one has.
    package mutating func add(_ other: OutputError) {
        count += other.count
        signal += other.signal
        noise += other.noise
        drift += other.drift
        largest = largest.isNaN || other.largest.isNaN ? .nan : max(largest, other.largest)
    }

    /// The mean of the squared differences; NaN without elements.
    package var meanSquaredError: Double { noise / Double(count) }

    /// The mean of the differences, which tells a shift from noise; NaN without elements.
    package var meanError: Double { drift / Double(count) }

    /// The root of the differences' energy over the reference's; infinite where the reference has none.
    package var relativeError: Double { noise == 0 ? 0 : (noise / signal).squareRoot() }

    /// Decibels of the reference's energy over that of the differences; infinite where nothing differs.
    package var signalToNoise: Double { noise == 0 ? .infinity : 10 * log10(signal / noise) }
}
