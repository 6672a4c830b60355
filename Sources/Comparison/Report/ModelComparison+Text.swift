package import Inspect
package import Reporting

extension ModelComparison: InspectionReport {
    package func choosing(_ choice: TableChoice) throws(InspectError) -> ModelComparison {
        var report = self
        report.layers = try ReportTable.comparison.choose(choice, from: layers)
        return report
    }

    /// The first column has the second file, which is compared with the first.
    package func csv(_ choice: TableChoice) throws(InspectError) -> (titles: String, rows: String) {
        try ReportTable.comparison.csv(layers, choice, file: b.file)
    }

    /// The two files, what became of the layers, which are worst, then the operators and the layers.
    package func text(_ choice: TableChoice, style: TextStyle) throws(InspectError) -> String {
        var page = Page(style: style)
        page.addHeading("A  \(a.heading)")
        page.addHeading("B  \(b.heading)")
        addFacts(to: &page)
        for note in notes { page.add("note", note) }
        page.addBlank()
        page.add(operatorLines(style))
        page.addBlank()
        page.add(try ReportTable.comparison.lines(layers, choice, style: style))
        return page.text
    }

    private func addFacts(to page: inout Page) {
        page.add("size", change(a.bytes, b.bytes) + " bytes")
        if a.parameters.note == nil, b.parameters.note == nil {
            page.add("parameters", change(a.parameters.total, b.parameters.total))
        }
        page.add("stored", change(a.parameters.stored, b.parameters.stored) + " parameters")
        if let before = a.macs, let after = b.macs { page.add("work", change(before, after) + " multiply-accumulates") }
        if let before = a.arenaBytes, let after = b.arenaBytes {
            page.add("memory", change(before, after) + " bytes at peak for values of the engine at batch 1")
        }
        page.add("layers", layersText)
        if let text = weightsText { page.add("weights", text) }
        let worst = allLayers.worst(\.weights)
        if !worst.isEmpty { page.add("worst", worst) }
        if let activations { add(activations, to: &page) }
    }

    private func add(_ activations: Activations, to page: inout Page) {
        page.add(
            "run",
            "on \(activations.samples.grouped) of \(activations.available.grouped) samples of \(activations.data): "
                + activations.part)
        for output in activations.outputs {
            guard let error = output.error else { continue }
            let figures =
                error.isExact
                ? "equal"
                : "SQNR \(error.signalToNoiseText) dB, largest error \(error.largest?.significant(3) ?? "not a number")"
            let agreement = activations.agreement.map { ", same top class in \((100 * $0).significant(4)) %" } ?? ""
            page.add(activations.outputs.count == 1 ? "output" : "outputs", "\(output.name): \(figures)\(agreement)")
        }
        let rest = activations.notComparable > 0 ? "; not comparable in \(layersText(activations.notComparable))" : ""
        let worst = allLayers.worst(\.activations)
        page.add(
            "activations",
            "of \(activations.layers == 0 ? "no layer" : layersText(activations.layers))"
                + (worst.isEmpty ? "" : ", worst: \(worst)") + rest)
        let losses = allLayers.filter { $0.loss ?? 0 >= 1 }.sorted {
            ($1.loss ?? 0, $0.index) < ($0.loss ?? 0, $1.index)
        }
        if !losses.isEmpty {
            page.add(
                "lost in",
                losses.prefix(3).map { "\($0.name) \(($0.loss ?? 0).fixed(1)) dB" }.joined(separator: ", "))
        }
    }

    /// `17,338,936 → 4,497,776 (25.9 %)`, or one number where nothing changes.
    private func change(_ before: Int, _ after: Int) -> String {
        guard before != after else { return before.grouped }
        let percent = 100 * Double(after) / Double(max(1, before))
        // A share of many hundred per cent is no share.
        let share = before > 0 && percent < 1000 ? " (\(percent.significant(3)) %)" : ""
        return "\(before.grouped) → \(after.grouped)\(share)"
    }

    private var layersText: String {
        let counts = Dictionary(grouping: allLayers, by: \.status).mapValues(\.count)
        let byShape = allLayers.count { $0.matchedBy == LayerMatch.Rule.shape.rawValue }
        let words: [(LayerMatch.Status, String)] = [
            (.matched, "in both" + (byShape > 0 ? " (\(byShape.grouped) found by shape and order)" : "")),
            (.folded, "folded into others"), (.fused, "fused into others"), (.dropped, "dropped"),
            (.missing, "only in A"), (.added, "only in B"),
        ]
        let told = words.compactMap { status, words in counts[status.rawValue].map { "\($0.grouped) \(words)" } }
        return "\(a.layers.grouped) and \(b.layers.grouped): " + told.joined(separator: ", ")
    }

    private var weightsText: String? {
        let rest = weights.notComparable > 0 ? "; not comparable in \(layersText(weights.notComparable))" : ""
        guard let error = weights.error else { return rest.isEmpty ? nil : "nothing to compare" + rest }
        let figures =
            error.isExact
            ? "equal"
            : "SQNR \(error.signalToNoiseText) dB, largest error \(error.largest?.significant(3) ?? "not a number")"
        return "\(error.count.grouped) in \(layersText(weights.layers)): \(figures)\(rest)"
    }

    private func layersText(_ count: Int) -> String { "\(count.grouped) \(count == 1 ? "layer" : "layers")" }

    private func operatorLines(_ style: TextStyle) -> [String] {
        var table = TextTable([
            .init("operator", isFlexible: true), .init("A", .right), .init("B", .right),
            .init("MACs A", .right, dispensability: 1), .init("MACs B", .right, dispensability: 1),
        ])
        table.rows = operators.map { use in
            [use.operator] + [use.a, use.b, use.macsOfA, use.macsOfB].map { $0 == 0 ? "" : $0.grouped }
        }
        return table.lines(maximumWidth: style.width, style: style)
    }
}

extension ModelComparison.Side {
    fileprivate var heading: String { "\(file): \(format), \(precision)" }
}

extension [ComparedLayerReport] {
    private static let worstShown = 3

    /// The layers with the least signal over noise: `block1a_dwconv 31.2 dB, …`.
    func worst(_ figures: (ComparedLayerReport) -> ErrorFigures?) -> String {
        let measured = compactMap { row in figures(row)?.signalToNoise.map { (name: row.name, decibels: $0) } }
        return measured.sorted { ($0.decibels, $0.name) < ($1.decibels, $1.name) }.prefix(Self.worstShown)
            .map { "\($0.name) \($0.decibels.fixed(1)) dB" }.joined(separator: ", ")
    }
}
