package import Reporting

extension RunReport {
    /// The report for people: how long it took, and what came out of it.
    package func text(style: TextStyle) -> String {
        let each = samples > 1 ? " (\(timeText(milliseconds: milliseconds / Double(samples))) each)" : ""
        let heading =
            "\(file): \(samples.grouped) sample\(samples == 1 ? "" : "s") in \(timeText(milliseconds: milliseconds))\(each), "
            + "\(threads) thread\(threads == 1 ? "" : "s"), \(instructionSet)"
        var lines = [style.heading(heading)]
        if outputs.count > Self.outputsDetailed {
            lines += table.lines(maximumWidth: style.width, style: style)
        } else {
            lines += outputs.flatMap(\.lines)
        }
        if let comparison { lines += comparison.lines }
        if let output { lines.append("written to \(output)") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// More outputs than these, intermediates for example, make a table of ranges instead.
    private static let outputsDetailed = 4

    private var table: TextTable {
        var table = TextTable([
            .init("output", isFlexible: true), .init("type"), .init("shape"), .init("min", .right),
            .init("max", .right), .init("mean", .right),
        ])
        table.rows = outputs.map { output in
            [
                output.name, output.type, output.shapeText, output.min?.significant(5) ?? "",
                output.max?.significant(5) ?? "", output.mean?.significant(5) ?? "",
            ]
        }
        return table
    }
}

extension RunComparison {
    fileprivate var lines: [String] {
        ["compared with \(file):"]
            + outputs.map { output in
                let difference = output.largestDifference.map { "differs by at most \($0.significant(3))" }
                let classes = output.sameTopClass.map { ", same top class in \(($0 * 100).significant(4)) %" } ?? ""
                return "  \(output.name)  \(difference ?? "is NaN in different places")\(classes)"
            }
    }
}

extension RunReport.Output {
    fileprivate var shapeText: String { "(" + shape.map(String.init).joined(separator: ", ") + ")" }

    fileprivate var lines: [String] {
        var lines = ["  \(name)  \(type) \(shapeText)"]
        if rows.isEmpty {
            if let min, let max, let mean {
                lines.append(
                    "    from \(min.significant(5)) to \(max.significant(5)), mean \(mean.significant(5))")
            }
            let more = shape.reduce(1, *) > first.count ? " …" : ""
            lines.append("    " + first.map { $0.significant(5) }.joined(separator: "  ") + more)
        } else {
            for (index, row) in rows.enumerated() {
                let candidates = row.map { "class \($0.index) \($0.value.fixed(4))" }.joined(separator: ", ")
                lines.append("    sample \(index): \(candidates)")
            }
            if shape[0] > rows.count { lines.append("    and \((shape[0] - rows.count).grouped) more") }
        }
        return lines
    }
}
