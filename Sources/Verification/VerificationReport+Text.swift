package import Reporting

extension VerificationReport {
    /// The report for people: one line for each model, then what was demanded of them.
    package func text(style: TextStyle) -> String {
        var lines = [heading]
        if !isSplit { lines.append("the data set is not split: calibration may have seen the same samples") }
        if !hasLabels {
            lines.append(
                classes == nil
                    ? "the outputs tell no classes, so there is no accuracy"
                    : "\(part) has no labels, so there is no accuracy")
        }
        lines += table.lines(maximumWidth: style.width, style: style)
        lines += gates.map { ($0.passed ? "passed: " : "FAILED: ") + $0.message }
        return lines.joined(separator: "\n") + "\n"
    }

    private var heading: String {
        let count = "\(samples.grouped) sample\(samples == 1 ? "" : "s")"
        let told = classes.map { ", \($0.grouped) classes" } ?? ""
        return
            "\(data), \(part): \(count)\(told); one sample at a time on \(threads) thread\(threads == 1 ? "" : "s"), "
            + "\(instructionSet), \(runs.grouped) runs"
    }

    /// A column of figures: its title, and the text of a model's figure, nil where there is none.
    private typealias Figure = (title: String, text: (Entry) -> String?)

    private var table: TextTable {
        let figures: [Figure] = [
            ("accuracy", { $0.accuracy?.fixed(4) }), ("precision", { $0.weightedPrecision?.fixed(4) }),
            ("macro", { $0.macroPrecision?.fixed(4) }), ("G-mean", { $0.gMean?.fixed(4) }),
            ("agreement", { $0.agreement?.fixed(4) }),
            ("SNR dB", { $0.signalToNoise.map { $0 == .infinity ? "same" : $0.fixed(1) } }),
            ("MSE", { $0.meanSquaredError?.significant(3) }), ("p", { $0.mcNemar?.significant(2) }),
            ("ms", { $0.medianMilliseconds.significant(4) }), ("spread", { $0.spreadMilliseconds.significant(2) }),
            ("bytes", { $0.bytes.grouped }),
        ].filter { figure in models.contains { figure.1($0) != nil } }
        var table = TextTable([.init("model", isFlexible: true)] + figures.map { .init($0.title, .right) })
        table.rows = models.map { model in [model.name] + figures.map { $0.text(model) ?? "" } }
        return table
    }
}
