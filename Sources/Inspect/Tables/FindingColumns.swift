import Reporting

extension ReportTable where Row == Finding {
    /// What is wrong with a file.
    static let findings = ReportTable(
        columns: [
            .name("severity", \.severity.rawValue),
            .name("rule", \.rule),
            .name("layer", { $0.layer ?? "" }),
            .name("operator", { $0.operator ?? "" }),
            .name("tensor", { $0.tensor ?? "" }),
            .count("offset", field: "byte_offset", \.byteOffset),
            .name("message", \.message),
            .name("advice", \.advice),
        ],
        layer: { $0.layer ?? "" })
}
