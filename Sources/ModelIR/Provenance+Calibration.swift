extension Provenance {
    /// The samples that a quantized model was calibrated on, and how. The same samples can be drawn again from it.
    package struct Calibration: Sendable, Hashable, Encodable {
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
