package import Reporting

extension WeightsReport: InspectionReport {
    package func choosing(_ choice: TableChoice) throws(InspectError) -> WeightsReport {
        var report = self
        report.weights = try ReportTable.weights.choose(choice, from: weights)
        return report
    }

    package func csv(_ choice: TableChoice) throws(InspectError) -> (titles: String, rows: String) {
        try ReportTable.weights.csv(weights, choice, file: file)
    }

    package func text(_ choice: TableChoice, style: TextStyle) throws(InspectError) -> String {
        var page = Page(style: style)
        page.addHeading("\(file): \(format), \(bytes.grouped) bytes")
        let elements = weights.reduce(0) { $0 + $1.statistics.count }
        let zeros = weights.reduce(0) { $0 + $1.statistics.zeros }
        page.add("weights", "\(weights.count.grouped) with \(elements.grouped) parameters")
        if elements > 0 {
            page.add("zeros", "\(zeros.grouped) (\((100 * Double(zeros) / Double(elements)).significant(3)) %)")
        }
        let dead = weights.reduce(0) { $0 + $1.deadChannels.count }
        if dead > 0 { page.add("dead", "\(dead.grouped) channels have nothing but zeros", as: .warning) }
        let notFinite = weights.reduce(0) { $0 + $1.statistics.notFinite }
        if notFinite > 0 {
            page.add("not finite", "\(notFinite.grouped) parameters are infinite or not a number", as: .warning)
        }
        page.addBlank()
        page.add(try ReportTable.weights.lines(weights, choice, style: style))
        return page.text
    }
}
