package import Reporting

extension CheckReport: InspectionReport {
    package func choosing(_ choice: TableChoice) throws(InspectError) -> CheckReport {
        var report = self
        report.findings = try ReportTable.findings.choose(choice, from: findings)
        return report
    }

    package func csv(_ choice: TableChoice) throws(InspectError) -> (titles: String, rows: String) {
        try ReportTable.findings.csv(findings, choice, file: file)
    }

    /// Places that are shown of one kind of finding.
    private static let shownPlaces = 5

    package func text(_ choice: TableChoice, style: TextStyle) throws(InspectError) -> String {
        var page = Page(style: style)
        page.addHeading("\(file): \(format.map { "\($0), " } ?? "")\(bytes.grouped) bytes")
        page.add("found", counts.text, as: counts.error + counts.warning > 0 ? .warning : nil)
        if choice.columns != nil {
            page.addBlank()
            page.add(try ReportTable.findings.lines(findings, choice, style: style))
            return page.text
        }
        for group in groups {
            page.addBlank()
            let (first, rest) = (group[0], group.dropFirst())
            page.add(first.severity.rawValue, first.message, as: first.severity == .note ? nil : .warning)
            if !first.place.isEmpty { page.add("where", first.place) }
            for finding in rest.prefix(Self.shownPlaces - 1) { page.add("and", "\(finding.place): \(finding.message)") }
            let others = rest.count - (Self.shownPlaces - 1)
            if others > 0 { page.add("and", "\(others.grouped) more like these; --json and --csv have all") }
            page.add("what to do", first.advice)
            page.add("rule", first.rule)
        }
        return page.text
    }

    /// Findings of one rule and severity, in the order of the first of each.
    private var groups: [[Finding]] {
        var order: [String] = []
        var groups: [String: [Finding]] = [:]
        for finding in findings {
            let key = finding.severity.rawValue + finding.rule
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(finding)
        }
        return order.compactMap { groups[$0] }
    }
}

extension CheckReport.Counts {
    /// `1 error, 2 warnings`, or that there is nothing.
    fileprivate var text: String {
        let parts = [(error, "error"), (warning, "warning"), (note, "note")].filter { $0.0 > 0 }
        guard !parts.isEmpty else { return "nothing wrong" }
        return parts.map { "\($0.0.grouped) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
    }
}
