import Metrics
import Reporting
import Verification

/// What the figures of an experiment mean, in sentences that follow from them.
struct Findings {
    let report: ExperimentReport
    var verification: VerificationReport { report.verification }
    var native: VerificationReport.Entry { verification.models[0] }
    var others: ArraySlice<VerificationReport.Entry> { verification.models.dropFirst() }

    init(_ report: ExperimentReport) { self.report = report }

    var sentences: [String] {
        [uncertainty].compactMap(\.self) + others.map(accuracy)
            + [calibrationAmount, mostChangedClass].compactMap(\.self)
            + report.variants.compactMap(calibratedClasses) + [time, size].compactMap(\.self)
    }

    /// Why no model has an accuracy.
    var whyNoAccuracy: String {
        verification.classes == nil ? "the outputs tell no classes" : "\(verification.part) has no labels"
    }

    private var uncertainty: String? {
        guard let accuracy = native.accuracy, let low = native.accuracyLow, let high = native.accuracyHigh else {
            return "Accuracy is not known, because \(whyNoAccuracy)."
        }
        let split =
            verification.isSplit
            ? "" : " The data set is not split, so that calibration has seen samples of the test."
        return
            "On \(verification.samples.grouped) samples an accuracy of \(accuracy.fixed(4)) stands for a true one from "
            + "\(low.fixed(4)) to \(high.fixed(4)) (95 % confidence). Differences between the models are known better, "
            + "because all ran on the same samples.\(split)"
    }

    /// How a model compares with the native one.
    private func accuracy(of model: VerificationReport.Entry) -> String {
        var sentence = "`\(model.name)`: "
        if let agreement = model.agreement {
            let different = Int(((1 - agreement) * Double(verification.samples)).rounded())
            sentence +=
                different == 0
                ? "every sample is taken for the same class as by `native`"
                : "\(different.grouped) of \(verification.samples.grouped) samples \(different == 1 ? "is" : "are") "
                    + "taken for another class than by `native`"
        } else {
            sentence += "signal-to-noise ratio \(model.signalToNoise.map { $0.fixed(1) } ?? "unknown") dB"
        }
        guard let before = native.accuracy, let after = model.accuracy, let lost = model.lost, let won = model.won,
            let low = model.differenceLow, let high = model.differenceHigh
        else { return sentence + "." }
        guard lost + won > 0 else { return sentence + ", the accuracy is the same." }
        let change =
            after == before
            ? "the same accuracy" : "an accuracy \(abs(after - before).fixed(4)) \(after < before ? "lower" : "higher")"
        return sentence
            + ", \(lost.grouped) that `native` recognises \(lost == 1 ? "is" : "are") lost and \(won.grouped) won: \(change) "
            + "(95 %: \(signed(low)) to \(signed(high))), \(verdict(on: model))."
    }

    private func signed(_ difference: Double) -> String { (difference < 0 ? "" : "+") + difference.fixed(4) }

    /// Whether the difference to the native model's accuracy is more than chance, all comparisons taken together.
    private func verdict(on model: VerificationReport.Entry) -> String {
        let compared = others.filter { $0.mcNemar != nil && ($0.lost ?? 0) + ($0.won ?? 0) > 0 }
        let adjusted = HolmCorrection.adjusted(compared.compactMap(\.mcNemar))
        guard let p = model.mcNemar, let index = compared.firstIndex(where: { $0.name == model.name }) else {
            return ""
        }
        let family = adjusted[index - compared.startIndex]
        if p >= 0.05 { return "no more than chance makes of equally good models (p = \(p.significant(2)))" }
        let together = "p = \(p.significant(2)), \(family.significant(2)) among \(compared.count) comparisons"
        return family < 0.05 ? "more than chance (\(together))" : "which alone would be more than chance (\(together))"
    }
}
