package import Datasets
import Reporting

/// One of the files that an experiment makes of a model.
package struct ExperimentVariant: Sendable, Hashable {
    package enum Precision: Sendable, Hashable {
        case float32
        /// Calibrated on these samples of the training part.
        case int8(SampleChoice)
    }

    /// `fp32`, `int8-0.08`, `imbint8`; also the name of its file.
    package let name: String
    package let precision: Precision

    /// Without calibration.
    package static let float32 = ExperimentVariant(name: "fp32", precision: .float32)

    /// Calibrated on a share of the training part, all classes alike.
    package static func int8(fraction: Double, seed: UInt64) -> ExperimentVariant {
        ExperimentVariant(
            name: "int8-\(fraction.significant(6))", precision: .int8(SampleChoice(fraction: fraction, seed: seed)))
    }

    /// Calibrated on all samples of these classes alone.
    package static func imbalanced(classes: [Int], seed: UInt64) -> ExperimentVariant {
        ExperimentVariant(name: "imbint8", precision: .int8(SampleChoice(classes: classes, seed: seed)))
    }

    /// The samples that it is calibrated on; nil where there is nothing to calibrate.
    package var calibration: SampleChoice? {
        switch precision {
        case .float32: nil
        case .int8(let choice): choice
        }
    }
}

/// What a conversion says about a variant.
package struct ConvertedVariant: Sendable {
    /// The samples that were drawn for calibration.
    package var selection: SampleSelection?
    /// How ranges were chosen from what was observed: `mse` and so on.
    package var method: String?
    package var warnings: [String]

    package init(selection: SampleSelection? = nil, method: String? = nil, warnings: [String] = []) {
        self.selection = selection
        self.method = method
        self.warnings = warnings
    }
}
