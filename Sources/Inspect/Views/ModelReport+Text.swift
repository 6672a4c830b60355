package import Reporting

extension ModelReport {
    /// The report for people: what the model is, then a table of its layers.
    package func text(style: TextStyle) -> String {
        var lines = [style.heading("\(file): \(format), \(bytes.grouped) bytes")]
        lines += facts.flatMap { label, values in
            values.enumerated().map { index, value in
                "  " + (index == 0 ? label : "").padded(to: 12) + value
            }
        }
        let damaged = layers.filter { ($0.weights?.notFinite ?? 0) > 0 }
        if !damaged.isEmpty {
            lines.append("  warning     weights that are infinite or not a number in " + list(damaged.map(\.name)))
        }
        lines.append("")
        lines += layerTable.lines(maximumWidth: style.width, style: style)
        return lines.joined(separator: "\n") + "\n"
    }

    private var facts: [(String, [String])] {
        var facts: [(String, [String])] = []
        if !name.isEmpty { facts.append(("name", [name])) }
        if let origin {
            facts.append(("made by", ["\(origin.tool) from \(origin.source) (SHA-256 \(origin.sha256.prefix(12))…)"]))
        }
        if let kerasVersion { facts.append(("saved by", ["Keras \(kerasVersion)"])) }
        facts.append((inputs.count == 1 ? "input" : "inputs", inputs.map(\.text)))
        facts.append((outputs.count == 1 ? "output" : "outputs", outputs.map(\.text)))
        facts.append(("parameters", [parameters.text]))
        if let note = parameters.note { facts.append(("", [note])) }
        if let macs { facts.append(("work", ["\(macs.grouped) multiply-accumulates at batch 1"])) }
        facts.append(("operators", operators.map { "\($0.count.grouped) \($0.operator)" }.lines(width: 64)))
        return facts
    }

    private var layerTable: TextTable {
        var table = TextTable([
            .init("layer", isFlexible: true), .init("operator", isFlexible: true), .init("output"),
            .init("parameters", .right), .init("bytes", .right), .init("MACs", .right), .init("min", .right),
            .init("max", .right),
        ])
        func shown(_ number: Int?) -> String { number.map { $0 == 0 ? "" : $0.grouped } ?? "?" }
        func shown(_ number: Float?) -> String { number.map { $0.significant(4) } ?? "" }
        table.rows = layers.map { layer in
            [
                layer.name.shortened(to: Self.longestName), layer.operator, layer.outputShape.shapeText,
                shown(layer.parameters), shown(layer.bytes),
                shown(layer.macs), shown(layer.weights?.min), shown(layer.weights?.max),
            ]
        }
        return table
    }

    /// TensorFlow joins the names of all that it fused; the JSON has them whole.
    private static let longestName = 56

    private func list(_ names: [String]) -> String {
        names.count <= 3
            ? names.joined(separator: ", ")
            : names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more layers"
    }
}

extension ModelReport.Port {
    fileprivate var text: String { "\(name)  \(type) \(shape.shapeText)" }
}

extension ModelReport.Parameters {
    fileprivate var text: String {
        var text = total.grouped
        if let trainable { text += " (\(trainable.grouped) trainable)" }
        if stored != total { text += ", \(stored.grouped) stored" }
        return text
    }
}

extension [Int?] {
    /// `(?, 24, 24, 32)`
    fileprivate var shapeText: String { "(" + map { $0.map(String.init) ?? "?" }.joined(separator: ", ") + ")" }
}

extension [String] {
    /// The words with commas between them, in lines of at most `width` characters as far as single words allow.
    fileprivate func lines(width: Int) -> [String] {
        var lines: [String] = []
        for word in self {
            if let last = lines.last, last.count + 2 + word.count <= width {
                lines[lines.count - 1] = last + ", " + word
            } else {
                if !lines.isEmpty { lines[lines.count - 1] += "," }
                lines.append(word)
            }
        }
        return lines
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }
}
