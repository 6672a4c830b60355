import Inspect
import Reporting

extension ReportTable where Row == ComparedLayerReport {
    /// The layers of two models side by side.
    static let comparison = ReportTable(
        columns: [
            ReportColumn(
                key: "index", column: TextTable.Column("#", .right, dispensability: 13),
                cells: { $0.map { String($0.index) } }, titles: ["index"], fields: { [CSVField($0.index)] },
                order: { .place($0.index) }),
            .name("layer", aliases: ["name"], \.name),
            ReportColumn(
                key: "a", column: TextTable.Column("A", isFlexible: true, dispensability: 10),
                cells: { $0.map(\.textOfA) }, titles: ["operator_a"], fields: { [CSVField($0.a?.operator)] },
                order: { .name($0.textOfA) }),
            ReportColumn(
                key: "b", column: TextTable.Column("B", isFlexible: true), cells: { $0.map(\.textOfB) },
                titles: ["operator_b", "status", "into"],
                fields: { [CSVField($0.b?.operator), CSVField($0.status), CSVField($0.into)] },
                order: { .name($0.textOfB) }),
            .pair("params", title: "parameters", aliases: ["parameters"], dispensability: 11, \.parameters),
            .pair("bytes", dispensability: 9, \.bytes),
            .pair("macs", title: "MACs", dispensability: 12, \.macs),
            .figure("max", title: "max error", field: "max_error", dispensability: 5) { $0.weights?.largest },
            .figure("rms", title: "RMS error", field: "rms_error", dispensability: 2) { $0.weights?.rootMeanSquare },
            .decibels("sqnr", title: "SQNR dB", field: "sqnr_db", \.weights, \.obstacle),
            .figure("act-max", title: "act. max", field: "activation_max_error", dispensability: 4) {
                $0.activations?.largest
            },
            .figure("act-rms", title: "act. RMS", field: "activation_rms_error", dispensability: 3) {
                $0.activations?.rootMeanSquare
            },
            .figure("act-mean", title: "act. mean", field: "activation_mean_error", dispensability: 5) {
                $0.activations?.mean
            },
            .figure("act-relative", title: "relative", field: "activation_relative_error", dispensability: 6) {
                $0.activations?.relative
            },
            .decibels(
                "act-sqnr", title: "act. dB", field: "activation_sqnr_db", \.activations, \.obstacleOfActivations),
            ReportColumn(
                key: "loss", column: TextTable.Column("loss dB", .right, dispensability: 1),
                cells: { $0.map { $0.loss?.fixed(1) ?? "" } }, titles: ["activation_loss_db"],
                fields: { [CSVField($0.loss)] }, order: { .number($0.loss) }),
            .figure("bias-max", title: "bias error", field: "bias_max_error", dispensability: 7) { $0.bias?.largest },
            .figure("factor", title: "factor", field: "factor", dispensability: 8, \.factor),
            .name("remark", dispensability: 4, \.remark),
        ],
        layer: \.name)
}

extension ComparedLayerReport {
    fileprivate var textOfA: String { a?.operator ?? fateText(otherwise: "") }
    fileprivate var textOfB: String { b?.operator ?? fateText(otherwise: "not in B") }

    private func fateText(otherwise text: String) -> String {
        switch LayerMatch.Status(rawValue: status) {
        case .folded, .fused: "→ \(into ?? "?")"
        case .dropped: "dropped"
        case .input: "input"
        case .added: "not in A"
        case .matched, .missing, nil: text
        }
    }

    /// Why something is not compared, and what the second file calls a layer that was not found by its name.
    fileprivate var remark: String {
        let name = matchedBy == LayerMatch.Rule.shape.rawValue ? b.map { "by shape: \($0.name)" } : nil
        let remarks = [
            name, obstacle.map { "weights: \($0)" }, obstacleOfActivations.map { "activations: \($0)" },
        ]
        return remarks.compactMap(\.self).joined(separator: "; ")
    }
}

extension ReportColumn where Row == ComparedLayerReport {
    /// A count before and after.
    fileprivate static func pair(
        _ key: String, title: String? = nil, aliases: [String] = [], dispensability: Int,
        _ count: @escaping @Sendable (ComparedLayerReport.Side) -> Int?
    ) -> Self {
        ReportColumn(
            key: key, aliases: aliases,
            column: TextTable.Column(title ?? key, .right, dispensability: dispensability),
            cells: { rows in
                rows.map { row in
                    let (before, after) = (row.a.flatMap(count) ?? 0, row.b.flatMap(count) ?? 0)
                    guard before != after else { return before == 0 ? "" : before.grouped }
                    return "\(before.grouped) → \(after.grouped)"
                }
            }, titles: ["\(key)_a", "\(key)_b"],
            fields: { [CSVField($0.a.flatMap(count)), CSVField($0.b.flatMap(count))] },
            order: { row in .number(Double(max(row.a.flatMap(count) ?? 0, row.b.flatMap(count) ?? 0))) })
    }

    fileprivate static func figure(
        _ key: String, title: String, field: String, dispensability: Int,
        _ figure: @escaping @Sendable (ComparedLayerReport) -> Double?
    ) -> Self {
        ReportColumn(
            key: key, column: TextTable.Column(title, .right, dispensability: dispensability),
            cells: { $0.map { figure($0).map { $0 == 0 ? "0" : $0.significant(3) } ?? "" } }, titles: [field],
            fields: { [CSVField(figure($0))] }, order: { .number(figure($0)) })
    }

    /// Signal over noise, which orders rows from the worst to the best.
    fileprivate static func decibels(
        _ key: String, title: String, field: String,
        _ figures: @escaping @Sendable (ComparedLayerReport) -> ErrorFigures?,
        _ obstacle: @escaping @Sendable (ComparedLayerReport) -> String?
    ) -> Self {
        ReportColumn(
            key: key, column: TextTable.Column(title, .right),
            cells: { rows in
                rows.map { row in
                    guard let figures = figures(row) else { return obstacle(row) == nil ? "" : "–" }
                    return figures.signalToNoiseText
                }
            }, titles: [field], fields: { [CSVField(figures($0)?.signalToNoise)] },
            order: { row in .number(figures(row).flatMap { $0.isExact ? -.infinity : $0.signalToNoise.map { -$0 } }) })
    }
}

extension ErrorFigures {
    /// `38.2`, `exact`, or `?` where there are numbers that are none.
    package var signalToNoiseText: String { isExact ? "exact" : signalToNoise?.fixed(1) ?? "?" }
}
