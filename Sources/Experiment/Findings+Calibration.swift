import Metrics
import Reporting
import Verification

/// What the samples of the calibration made of a difference.
extension Findings {
    /// The models that were calibrated on all classes.
    private var balanced: [VerificationReport.Entry] {
        others.filter { model in
            report.variants.contains { $0.name == model.name && $0.calibration?.classes.isEmpty == true }
        }
    }

    /// What the number of samples changes.
    var calibrationAmount: String? {
        let counts = report.variants.compactMap {
            $0.calibration?.classes.isEmpty == true ? $0.calibration?.samples : nil
        }
        guard balanced.count > 1, let fewest = counts.min(), let most = counts.max(),
            let best = balanced.min(by: { ($0.meanSquaredError ?? 0) < ($1.meanSquaredError ?? 0) }),
            let worst = balanced.max(by: { ($0.meanSquaredError ?? 0) < ($1.meanSquaredError ?? 0) }),
            let least = best.meanSquaredError, let largest = worst.meanSquaredError
        else { return nil }
        var sentence =
            "Calibration on \(fewest.grouped) to \(most.grouped) samples: the mean squared error is "
            + (least == largest
                ? least.significant(3)
                : "from \(least.significant(3)) (`\(best.name)`) to \(largest.significant(3)) (`\(worst.name)`)")
        let accuracies = balanced.compactMap(\.accuracy)
        if let low = accuracies.min(), let high = accuracies.max() {
            sentence +=
                low == high
                ? ", the accuracy \(low.fixed(4))"
                : ", the accuracy from \(low.fixed(4)) to \(high.fixed(4)): "
                    + (areApart
                        ? "one lies outside the confidence interval of another"
                        : "the test samples do not tell them apart")
        }
        return sentence + "."
    }

    /// Whether the accuracy of some model lies outside the confidence interval of another one's.
    private var areApart: Bool {
        guard let before = native.accuracy else { return false }
        return balanced.contains { one in
            guard let low = one.differenceLow, let high = one.differenceHigh else { return false }
            return balanced.contains { other in
                other.accuracy.map { !(low...high).contains($0 - before) } ?? false
            }
        }
    }

    /// What calibration on some classes alone does to these and to the others.
    func calibratedClasses(of variant: ExperimentReport.Variant) -> String? {
        guard let calibration = variant.calibration, !calibration.classes.isEmpty,
            let model = others.first(where: { $0.name == variant.name })
        else { return nil }
        let names = calibration.classes.map { MarkdownText.escaped(report.className($0)) }.joined(separator: ", ")
        var sentence =
            "`\(variant.name)` was calibrated on \(calibration.samples.grouped) samples of class \(names) alone"
        if let before = native.confusionMatrix?.recalls, let after = model.confusionMatrix?.recalls {
            let (seen, unseen) = (calibration.classes, before.indices.filter { !calibration.classes.contains($0) })
            sentence +=
                ": the mean recall there is \(mean(after, seen)) (`native` \(mean(before, seen))), of the other classes "
                + "\(mean(after, unseen)) (\(mean(before, unseen)))"
        }
        if let error = model.meanSquaredError, let least = balanced.compactMap(\.meanSquaredError).min(),
            let largest = balanced.compactMap(\.meanSquaredError).max()
        {
            sentence +=
                "; the mean squared error, \(error.significant(3)), is "
                + (error > largest ? "larger than" : error < least ? "smaller than" : "among")
                + " those of calibration on all classes"
        }
        return sentence + "."
    }

    private func mean(_ recalls: [Double?], _ classes: [Int]) -> String {
        let known = classes.compactMap { recalls.indices.contains($0) ? recalls[$0] : nil }
        return known.isEmpty ? "unknown" : (known.reduce(0, +) / Double(known.count)).fixed(4)
    }

    /// The class whose recall differs most from the native model's.
    var mostChangedClass: String? {
        guard let before = native.confusionMatrix else { return nil }
        let (supports, recalls) = (before.supports, before.recalls)
        let changes = others.flatMap { model in
            zip(recalls, model.confusionMatrix?.recalls ?? []).enumerated().compactMap { label, pair in
                pair.0.flatMap { old in pair.1.map { (model: model.name, label: label, old: old, new: $0) } }
            }
        }
        guard let most = changes.max(by: { abs($0.new - $0.old) < abs($1.new - $1.old) }), most.new != most.old else {
            return nil
        }
        return
            "The recall that changes most is that of class \(MarkdownText.escaped(report.className(most.label))) in "
            + "`\(most.model)`: \(most.old.fixed(4)) to \(most.new.fixed(4)), on \(supports[most.label].grouped) samples."
    }
}
