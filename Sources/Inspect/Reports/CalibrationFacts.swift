import ModelIR

/// What a model was calibrated on.
package struct CalibrationFacts: Sendable, Encodable {
    /// How ranges were chosen: `minmax`, `percentile`, `mse` or `entropy`.
    package var method: String
    /// The part of the data set that samples came from, `x_train` for example.
    package var part: String
    /// Samples in that part.
    package var available: Int
    /// Samples that were drawn; nil where the file does not say it in a way that can be read.
    package var samples: Int?
    /// The share of the part that was asked for, where one was.
    package var fraction: Double?
    /// The classes that samples were drawn from; empty where all are.
    package var classes: [Int]
    package var seed: UInt64
    /// The SHA-256 of the places of the samples as little-endian 32-bit integers, in lower-case hexadecimal.
    package var digest: String

    init(_ calibration: Provenance.Calibration) {
        method = calibration.method
        part = calibration.part
        available = calibration.available
        samples = calibration.samples.count
        fraction = calibration.fraction
        classes = calibration.classes
        seed = calibration.seed
        digest = calibration.digest
    }
}
