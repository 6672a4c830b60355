import Reporting

extension ReportTable where Row == QuantizedTensor {
    /// Scales and zero points of all tensors.
    static let calibration = ReportTable(
        columns: [
            .name("tensor", aliases: ["name"], \.name),
            .name("layer", dispensability: 5, \.layer),
            .name("role", dispensability: 3) { $0.role.rawValue },
            .name("type", dispensability: 4, \.type),
            ReportColumn(
                key: "scale", column: TextTable.Column("scale", .right), cells: { $0.map(\.scaleText) },
                titles: ["scales", "scale_min", "scale_max"],
                fields: {
                    let scales = $0.quantization.scales
                    return [CSVField(scales.count), CSVField(scales.min()), CSVField(scales.max())]
                },
                order: { .number($0.quantization.scales.max().map(Double.init)) }),
            ReportColumn(
                key: "zero-point", column: TextTable.Column("zero", .right), cells: { $0.map(\.zeroPointText) },
                titles: ["zero_point_min", "zero_point_max"],
                fields: {
                    let zeroPoints = $0.quantization.zeroPoints.map { Int($0) }
                    return [CSVField(zeroPoints.min()), CSVField(zeroPoints.max())]
                },
                order: { .number($0.quantization.zeroPoints.max().map { Double($0) }) }),
            .range("covers", aliases: ["range"], dispensability: 2) { ($0.quantization.min, $0.quantization.max) },
            .range("observed", dispensability: 1) {
                ($0.quantization.observedMin.min(), $0.quantization.observedMax.max())
            },
        ],
        layer: \.layer)
}

extension QuantizedTensor {
    /// The scale, or how many there are and from where to where they go.
    fileprivate var scaleText: String {
        let scales = quantization.scales
        guard scales.count > 1, let least = scales.min(), let most = scales.max() else {
            return scales.first?.significant(6) ?? ""
        }
        return "\(scales.count) × \(least.significant(3)) … \(most.significant(3))"
    }

    fileprivate var zeroPointText: String {
        let zeroPoints = quantization.zeroPoints
        guard let least = zeroPoints.min(), let most = zeroPoints.max() else { return "" }
        return least == most ? String(least) : "\(least) … \(most)"
    }
}
