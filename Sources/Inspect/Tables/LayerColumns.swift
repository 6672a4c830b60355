import Reporting

extension ReportTable where Row == LayerReport {
    /// The per-layer table of the summary.
    static let layers = ReportTable(
        columns: [
            ReportColumn(
                key: "index", column: TextTable.Column("#", .right, dispensability: 7),
                cells: { $0.map { String($0.index) } }, titles: ["index"], fields: { [CSVField($0.index)] },
                order: { .place($0.index) }),
            .name("layer", aliases: ["name"], \.name),
            .name("operator", \.operator),
            ReportColumn(
                key: "output", column: TextTable.Column("output", dispensability: 5),
                cells: { $0.map { $0.outputShape?.shapeText ?? "" } }, titles: ["output"],
                fields: { [CSVField($0.outputShape?.shapeText)] },
                order: { .number($0.outputShape.map { $0.reduce(1) { $0 * Double($1 ?? 1) } }) }),
            .count("params", title: "parameters", aliases: ["parameters"], dispensability: 3, \.parameters),
            .count("bytes", dispensability: 8, \.bytes),
            .count("macs", title: "MACs", dispensability: 6, \.macs),
            .range("weights", aliases: ["range"], dispensability: 0) { ($0.weights?.min, $0.weights?.max) },
            .range("activations", dispensability: 4) { ($0.activations?.min, $0.activations?.max) },
            .number("scale", dispensability: 1, \.scale),
            ReportColumn(
                key: "zero-point", column: TextTable.Column("zero", .right, dispensability: 2),
                cells: { $0.map { $0.zeroPoint.map { String($0) } ?? "" } }, titles: ["zero_point"],
                fields: { [CSVField($0.zeroPoint.map { Int($0) })] },
                order: { .number($0.zeroPoint.map { Double($0) }) }),
        ],
        layer: \.name)
}

extension [Int?] {
    /// `(?, 24, 24, 32)`
    package var shapeText: String { "(" + map { $0.map(String.init) ?? "?" }.joined(separator: ", ") + ")" }
}
