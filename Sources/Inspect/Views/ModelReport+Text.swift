package import Reporting

extension ModelReport: InspectionReport {
    package func choosing(_ choice: TableChoice) throws(InspectError) -> ModelReport {
        var report = self
        report.layers = try ReportTable.layers.choose(choice, from: layers)
        return report
    }

    package func csv(_ choice: TableChoice) throws(InspectError) -> (titles: String, rows: String) {
        try ReportTable.layers.csv(layers, choice, file: file)
    }

    /// What the model is, then a table of its operators and one of its layers.
    package func text(_ choice: TableChoice, style: TextStyle) throws(InspectError) -> String {
        var page = Page(style: style)
        page.addHeading("\(file): \(formatText), \(bytes.grouped) bytes")
        addFacts(to: &page)
        for note in notes { page.add("note", note, as: .warning) }
        page.addBlank()
        page.add(operatorLines(style))
        page.addBlank()
        page.add(try ReportTable.layers.lines(layers, choice, style: style))
        return page.text
    }

    private var formatText: String { schemaVersion.map { "\(format), schema \($0)" } ?? format }

    private func addFacts(to page: inout Page) {
        if !name.isEmpty { page.add("name", name) }
        if let origin {
            page.add("made by", "\(origin.tool) from \(origin.source) (SHA-256 \(origin.sha256.prefix(12))…)")
            if !origin.options.isEmpty { page.add("options", origin.options.joined(separator: " ")) }
        }
        if let calibration { page.add("calibration", calibration.text) }
        if let kerasVersion { page.add("saved by", "Keras \(kerasVersion)") }
        for input in inputs { page.add(inputs.count == 1 ? "input" : "inputs", input.text) }
        for output in outputs { page.add(outputs.count == 1 ? "output" : "outputs", output.text) }
        page.add("parameters", parameters.text)
        if let macs { page.add("work", "\(macs.grouped) multiply-accumulates at batch 1") }
        if let arenaBytes {
            page.add("memory", "\(arenaBytes.grouped) bytes at peak for values of the engine at batch 1")
        }
    }

    private func operatorLines(_ style: TextStyle) -> [String] {
        let areMACsKnown = macs ?? 0 > 0
        var columns: [TextTable.Column] = [.init("operator", isFlexible: true), .init("count", .right)]
        if areMACsKnown { columns += [.init("MACs", .right, dispensability: 1), .init("share", .right), .init("")] }
        columns += [.init("bytes", .right, dispensability: 1), .init("share", .right), .init("")]
        var table = TextTable(columns)
        table.rows = operators.map { use in
            var cells = [use.operator, use.count.grouped]
            if areMACsKnown { cells += [(use.macs ?? 0).groupedUnlessZero] + shareCells(use.macsShare ?? 0) }
            return cells + [use.bytes.groupedUnlessZero] + shareCells(use.bytesShare)
        }
        return table.lines(maximumWidth: style.width, style: style)
    }

    private static let barWidth = 8

    private func shareCells(_ share: Double) -> [String] {
        let percent = share < 0.0005 ? "< 0.1 %" : (100 * share).fixed(1) + " %"
        return [
            share == 0 ? "" : percent,
            BlockCharacters.bar(share, width: Self.barWidth).padded(to: Self.barWidth),
        ]
    }
}

extension ModelReport.Port {
    fileprivate var text: String {
        let quantization = scale.map { "  scale \($0.significant(6)), zero point \(zeroPoint ?? 0)" } ?? ""
        return "\(name)  \(type) \(shape.shapeText)" + quantization
    }
}

extension ModelReport.Parameters {
    fileprivate var text: String {
        guard note == nil else { return "\(stored.grouped) stored; how many Keras counted, the file does not say" }
        var text = total.grouped
        if let trainable { text += " (\(trainable.grouped) trainable)" }
        if stored != total { text += ", \(stored.grouped) stored" }
        return text
    }
}

extension Int {
    fileprivate var groupedUnlessZero: String { self == 0 ? "" : grouped }
}

extension CalibrationFacts {
    /// `minmax of 320 samples of x_train (8 %), seed 0, digest 0123456789ab…`
    fileprivate var text: String {
        let drawn = samples.map { samples in
            "\(samples.grouped) samples of \(part) "
                + "(\((100 * Double(samples) / Double(max(1, available))).significant(3)) %)"
        }
        let chosen = classes.isEmpty ? "" : ", only of class " + classes.map(String.init).joined(separator: ", ")
        return "\(method) over \(drawn ?? part)\(chosen), seed \(seed), "
            + "digest \(digest.prefix(12))…"
    }
}
