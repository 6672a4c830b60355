extension Provenance {
    /// The samples that a quantized model was calibrated on, and how. The same samples can be drawn again from it.
    package struct Calibration: Sendable, Hashable, Codable {
        /// How ranges were chosen, as on the command line: `minmax`, `percentile`, `mse` or `entropy`.
        package var method: String
        /// The part of the data set that samples came from, `x_train` for example.
        package var part: String
        /// Samples in that part.
        package var available: Int
        /// The share of the part that was asked for, where one was.
        package var fraction: Double?
        /// The number of samples that was asked for, where one was.
        package var count: Int?
        /// The classes that samples were drawn from; empty where all are.
        package var classes: [Int]
        package var seed: UInt64
        /// The samples that were drawn, by their places in the part.
        package var samples: SampleRuns
        /// The SHA-256 of the places as little-endian 32-bit integers, in lower-case hexadecimal.
        package var digest: String

        package init(
            method: String, part: String, available: Int, fraction: Double? = nil, count: Int? = nil,
            classes: [Int] = [], seed: UInt64, samples: SampleRuns, digest: String
        ) {
            self.method = method
            self.part = part
            self.available = available
            self.fraction = fraction
            self.count = count
            self.classes = classes
            self.seed = seed
            self.samples = samples
            self.digest = digest
        }
    }
}

/// Ascending places of samples as the text that metadata has: in turn how many are left out and how many are taken.
///
/// `3 1 12 2` are the places 3, 16 and 17. Four fifths of 4,000 samples take about 2.5 kB.
package struct SampleRuns: Sendable, Hashable, Codable {
    package let text: String

    /// - Parameter indices: ascending, none twice, none negative.
    package init(_ indices: [Int]) {
        var lengths: [Int] = []
        var next = 0
        for index in indices {
            if index == next, !lengths.isEmpty {
                lengths[lengths.count - 1] += 1
            } else {
                lengths += [index - next, 1]
            }
            next = index + 1
        }
        text = lengths.map(String.init).joined(separator: " ")
    }

    /// The places; nil where the text is no list of at most `limit` of them.
    package func indices(limit: Int) -> [Int]? {
        let lengths = text.split(separator: " ").map { Int($0) ?? -1 }
        guard lengths.count.isMultiple(of: 2), lengths.allSatisfy({ (0...Int(Int32.max)).contains($0) }) else {
            return nil
        }
        var indices: [Int] = []
        var next = 0
        for position in stride(from: 0, to: lengths.count, by: 2) {
            next += lengths[position]
            guard lengths[position + 1] <= limit - indices.count else { return nil }
            indices += next..<next + lengths[position + 1]
            next += lengths[position + 1]
        }
        return indices
    }

    package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
