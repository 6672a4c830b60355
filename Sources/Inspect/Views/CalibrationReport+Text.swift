package import Reporting

extension CalibrationReport: InspectionReport {
    package func choosing(_ choice: TableChoice) throws(InspectError) -> CalibrationReport {
        var report = self
        report.tensors = try ReportTable.calibration.choose(choice, from: tensors)
        return report
    }

    package func csv(_ choice: TableChoice) throws(InspectError) -> (titles: String, rows: String) {
        try ReportTable.calibration.csv(tensors, choice, file: file)
    }

    package func text(_ choice: TableChoice, style: TextStyle) throws(InspectError) -> String {
        var page = Page(style: style)
        page.addHeading("\(file): \(format), \(bytes.grouped) bytes")
        for note in notes { page.add("note", note) }
        guard !tensors.isEmpty else { return page.text }
        page.add("quantized", tensors.countsByRole)
        page.addBlank()
        page.add(try ReportTable.calibration.lines(tensors, choice, style: style))
        return page.text
    }
}

extension [QuantizedTensor] {
    /// `1 input, 65 weights, …`
    fileprivate var countsByRole: String {
        TensorContents.Role.allCases.compactMap { role in
            let count = self.count { $0.role == role }
            return count == 0 ? nil : "\(count.grouped) \(count == 1 ? role.rawValue : role.plural)"
        }.joined(separator: ", ")
    }
}

extension TensorContents.Role {
    fileprivate var plural: String { self == .bias ? "biases" : rawValue + "s" }
}
