import Reporting

extension ReportTable where Row == WeightHealth {
    /// How healthy the weights are.
    static let weights = ReportTable(
        columns: [
            .name("tensor", aliases: ["name"], \.name),
            .name("layer", dispensability: 8, \.layer),
            .name("type", dispensability: 7, \.type),
            ReportColumn(
                key: "shape", column: TextTable.Column("shape", dispensability: 5),
                cells: { $0.map { $0.shape.shapeText } }, titles: ["shape"], fields: { [CSVField($0.shape.shapeText)] },
                order: { .number(Double($0.statistics.count)) }),
            .count("params", title: "parameters", aliases: ["parameters"], dispensability: 4) { $0.statistics.count },
            .count("bytes", dispensability: 6, \.bytes),
            .range("range", dispensability: 1) { ($0.statistics.min, $0.statistics.max) },
            ReportColumn(
                key: "sparsity", column: TextTable.Column("zeros", .right),
                cells: { $0.map { $0.sparsity == 0 ? "" : (100 * $0.sparsity).fixed(2) + " %" } },
                titles: ["sparsity"], fields: { [CSVField($0.sparsity)] }, order: { .number($0.sparsity) }),
            .count("channels", dispensability: 3, \.channels),
            .count("dead", title: "dead") { $0.deadChannels.count },
            .measure("ratio", \.channelRatio),
            .count("saturated", dispensability: 2) { $0.statistics.saturated },
            .count("not-finite", title: "not finite", field: "not_finite") { $0.statistics.notFinite },
        ],
        layer: \.layer)
}
