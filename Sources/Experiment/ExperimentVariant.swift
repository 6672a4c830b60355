package import Convert
import Datasets
import Reporting

/// One of the files that an experiment makes of a model.
package struct ExperimentVariant: Sendable {
    /// `fp32`, `int8-0.08`, `imbint8`; also the name of its file.
    package let name: String
    package let precision: Precision

    /// Without calibration.
    package static let float32 = ExperimentVariant(name: "fp32", precision: .float32)

    /// Calibrated as `settings` say, but on a share of the training part, all classes alike.
    package static func int8(fraction: Double, _ settings: CalibrationSettings) -> ExperimentVariant {
        int8("int8-\(fraction.significant(6))", settings, SampleChoice(fraction: fraction, seed: settings.choice.seed))
    }

    /// Calibrated as `settings` say, but on all samples of these classes alone.
    package static func imbalanced(classes: [Int], _ settings: CalibrationSettings) -> ExperimentVariant {
        int8("imbint8", settings, SampleChoice(classes: classes, seed: settings.choice.seed))
    }

    private static func int8(
        _ name: String, _ settings: CalibrationSettings, _ choice: SampleChoice
    ) -> ExperimentVariant {
        var settings = settings
        settings.choice = choice
        return ExperimentVariant(
            name: name, precision: .int8(QuantizationSettings(ranges: .samples(settings))))
    }
}
