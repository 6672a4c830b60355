import Convert
import Datasets
package import Execution
package import ModelIR
package import Verification

/// What an experiment found out. Its JSON form, `report.json`, is described in `docs/json.md`.
package struct ExperimentReport: Sendable, Codable {
    package struct Source: Sendable, Codable {
        package var file: String
        package var name: String
        package var sha256: String
        package var kerasVersion: String?
        package var parameters: ParameterCount

        private enum CodingKeys: String, CodingKey {
            case file, name, sha256
            case kerasVersion = "keras_version"
            case parameters
        }
    }

    /// The samples that a model was calibrated on.
    package struct Calibration: Sendable, Codable {
        /// The share that was asked for; nil for all samples of ``classes``.
        package var fraction: Double?
        /// The classes that samples were drawn from; empty for all.
        package var classes: [Int]
        package var seed: UInt64
        package var samples: Int
        /// The SHA-256 of the samples' indices, each as four bytes, lowest first.
        package var digest: String
        /// How ranges were chosen from what was observed: `mse` and so on.
        package var method: String
    }

    package struct Variant: Sendable, Codable {
        package var name: String
        /// Inside the folder of the report.
        package var file: String
        package var sha256: String
        package var calibration: Calibration?
        package var warnings: [String]
        package var conversionMilliseconds: Double

        private enum CodingKeys: String, CodingKey {
            case name, file, sha256, calibration, warnings
            case conversionMilliseconds = "conversion_ms"
        }
    }

    package var schema = 1
    /// The program that made the report.
    package var tool: String
    package var machine: Machine
    package var source: Source
    /// Samples that calibration could draw from; nil where there are none.
    package var trainingSamples: Int?
    package var variants: [Variant]
    /// Of the model as it is stored, and of every variant in order.
    package var verification: VerificationReport

    private enum CodingKeys: String, CodingKey {
        case schema, tool, machine, source
        case trainingSamples = "training_samples"
        case variants, verification
    }
}

extension ExperimentReport.Calibration {
    init(_ report: CalibrationReport) {
        self.init(
            fraction: report.choice.fraction, classes: report.choice.classes, seed: report.choice.seed,
            samples: report.samples, digest: report.digest, method: report.method.rawValue)
    }
}
