package import Reporting

extension ModelProfile {
    /// The profile for people: a row for each step, then a row for each kind.
    package func text(file: String, style: TextStyle) -> String {
        var lines = [
            "\(file): \(steps.count.grouped) steps, \(milliseconds.fixed(3)) ms; medians of \(runs.grouped) runs",
            "peak of the machine: " + peak.text,
        ]
        var table = TextTable(
            [
                .init("#", .right), .init("layer", isFlexible: true), .init("operators", isFlexible: true),
                .init("output"),
            ] + Work.columns)
        table.rows = steps.enumerated().map { index, step in
            [String(index), step.layer, step.operatorText, step.shapeText] + step.work.cells
        }
        lines += table.lines(maximumWidth: style.width, style: style)
        var kindTable = TextTable([.init("kind", isFlexible: true), .init("steps", .right)] + Work.columns)
        kindTable.rows = kinds.map { [$0.kind, $0.count.grouped] + $0.work.cells }
        lines += [""] + kindTable.lines(maximumWidth: style.width, style: style)
        return lines.joined(separator: "\n") + "\n"
    }
}

extension MachinePeak {
    fileprivate var text: String {
        let rates = [("float32", float32), ("int8", int8)].compactMap { name, rate in
            rate.map { "\(name) \(($0.multiplyAccumulatesPerSecond / 1e9).fixed(1)) GMAC/s (\($0.instructionSet))" }
        }
        return rates.isEmpty ? "unknown" : rates.joined(separator: ", ")
    }
}

extension ModelProfile.Step {
    /// `CONV_2D 1x1 + LOGISTIC + MUL`; the kernel's size stands behind the operator that has it.
    fileprivate var operatorText: String {
        let main = kind.split(separator: " ").first.map(String.init) ?? kind
        var isNamed = false
        return operators.map { name in
            guard name == main, !isNamed else { return name }
            isNamed = true
            return kind
        }.joined(separator: " + ")
    }

    fileprivate var shapeText: String { "\(type) \(shape.map(String.init).joined(separator: "x"))" }
}

extension ModelProfile.Work {
    fileprivate static var columns: [TextTable.Column] {
        [
            .init("ms", .right), .init("share", .right), .init("MMAC", .right, dispensability: 3),
            .init("GMAC/s", .right), .init("of peak", .right), .init("MB", .right, dispensability: 2),
            .init("GB/s", .right, dispensability: 1),
        ]
    }

    fileprivate var cells: [String] {
        let isProduct = multiplyAccumulates > 0
        return [
            milliseconds.fixed(3), "\((100 * share).fixed(1)) %",
            isProduct ? (Double(multiplyAccumulates) / 1e6).fixed(2) : "",
            isProduct ? (multiplyAccumulatesPerSecond / 1e9).fixed(1) : "",
            shareOfPeak.map { "\((100 * $0).fixed(0)) %" } ?? "", (Double(bytes) / 1e6).fixed(2),
            (bytesPerSecond / 1e9).fixed(1),
        ]
    }
}
