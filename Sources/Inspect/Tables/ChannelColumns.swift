import Reporting

/// A channel of a tensor, with the tensor's name.
struct ChannelRow: Sendable {
    var tensor: String
    /// Nil for the whole of a tensor that has no channels.
    var channel: Int?
    var scale: Float?
    var zeroPoint: Int64?
    var statistics: ElementStatistics?
}

extension ReportTable where Row == ChannelRow {
    /// The channels of a tensor.
    static let channels = ReportTable(columns: channelColumns, layer: \.tensor)

    /// The channels of several tensors.
    static let channelsOfTensors = ReportTable(columns: [.name("tensor", \.tensor)] + channelColumns, layer: \.tensor)

    private static var channelColumns: [ReportColumn<ChannelRow>] {
        [
            ReportColumn(
                key: "channel", aliases: ["index"], column: TextTable.Column("channel", .right),
                cells: { $0.map { $0.channel.map { String($0) } ?? "" } }, titles: ["channel"],
                fields: { [CSVField($0.channel)] }, order: { .place($0.channel ?? 0) }),
            .number("scale") { $0.scale },
            ReportColumn(
                key: "zero-point", column: TextTable.Column("zero", .right, dispensability: 3),
                cells: { $0.map { $0.zeroPoint.map { String($0) } ?? "" } }, titles: ["zero_point"],
                fields: { [CSVField($0.zeroPoint.map { Int($0) })] },
                order: { .number($0.zeroPoint.map { Double($0) }) }),
            .range("range") { ($0.statistics?.min, $0.statistics?.max) },
            .measure("mean", dispensability: 1) { $0.statistics?.mean },
            .measure("deviation", dispensability: 0) { $0.statistics?.standardDeviation },
            .count("zeros", dispensability: 2) { $0.statistics?.zeros },
            .count("saturated", dispensability: 4) { $0.statistics?.saturated },
            .count("not-finite", title: "not finite", field: "not_finite") { $0.statistics?.notFinite },
        ]
    }
}

extension ReportColumn {
    /// A column of measures with four significant digits.
    static func measure(
        _ key: String, dispensability: Int? = nil, _ measure: @escaping @Sendable (Row) -> Double?
    ) -> Self {
        ReportColumn(
            key: key, column: TextTable.Column(key, .right, dispensability: dispensability),
            cells: { $0.map { measure($0)?.significant(4) ?? "" } }, titles: [key],
            fields: { [CSVField(measure($0))] }, order: { .number(measure($0)) })
    }
}
