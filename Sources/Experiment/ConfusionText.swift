import Metrics
import Reporting

/// A confusion matrix as text.
struct ConfusionText {
    let matrix: ConfusionMatrix
    let classNames: [String]

    /// A table of more classes is wider than anybody reads; the most frequent confusions stand in for it.
    private static let classesShown = 20
    private static let confusionsShown = 20

    /// The lines of a block of code.
    var lines: [String] { matrix.classCount <= Self.classesShown ? wholeTable : frequentConfusions }

    private func name(_ label: Int) -> String { MarkdownText.cell(classNames[label]) }

    private func text(_ share: Double?) -> String { share.map { $0.fixed(4) } ?? "-" }

    private var wholeTable: [String] {
        let labels = 0..<matrix.classCount
        var table = TextTable(
            [.init("true \\ predicted")] + labels.map { .init(name($0), .right) }
                + [.init("samples", .right), .init("recall", .right)])
        let (recalls, supports) = (matrix.recalls, matrix.supports)
        table.rows = labels.map { label in
            [name(label)] + labels.map { matrix.count(label: label, predicted: $0).grouped }
                + [supports[label].grouped, text(recalls[label])]
        }
        table.rows.append(
            ["precision"] + matrix.precisions.map { $0.fixed(4) } + [matrix.total.grouped, ""])
        return table.lines()
    }

    private var frequentConfusions: [String] {
        let supports = matrix.supports
        let confusions = (0..<matrix.classCount).flatMap { label in
            (0..<matrix.classCount).filter { $0 != label && matrix.count(label: label, predicted: $0) > 0 }
                .map { (label: label, predicted: $0, count: matrix.count(label: label, predicted: $0)) }
        }
        let shown = confusions.sorted { ($1.count, $0.label, $0.predicted) < ($0.count, $1.label, $1.predicted) }
            .prefix(Self.confusionsShown)
        var table = TextTable([
            .init("true class"), .init("taken for"), .init("samples", .right), .init("share of the class", .right),
        ])
        table.rows = shown.map { confusion in
            let share = Double(confusion.count) / Double(supports[confusion.label])
            return [
                name(confusion.label), name(confusion.predicted), confusion.count.grouped,
                (share * 100).fixed(1) + " %",
            ]
        }
        return table.lines() + ["", "the most frequent of \(confusions.count.grouped) confusions; report.json has all"]
    }
}
