package import Reporting

extension TensorReport: InspectionReport {
    package func choosing(_ choice: TableChoice) throws(InspectError) -> TensorReport {
        var report = self
        for index in tensors.indices {
            let chosen = try ReportTable.channels.choose(choice, from: tensors[index].rows)
            report.tensors[index].channels = chosen.compactMap { $0.channel.map { tensors[index].channels[$0] } }
        }
        return report
    }

    package func csv(_ choice: TableChoice) throws(InspectError) -> (titles: String, rows: String) {
        try ReportTable.channelsOfTensors.csv(
            tensors.flatMap { $0.rows.isEmpty ? [$0.row] : $0.rows }, choice, file: file)
    }

    package func text(_ choice: TableChoice, style: TextStyle) throws(InspectError) -> String {
        var pages: [String] = []
        for tensor in tensors { pages.append(try tensor.text(choice, file: file, style: style)) }
        return pages.joined(separator: "\n")
    }
}

extension TensorDetails {
    fileprivate var rows: [ChannelRow] {
        channels.map {
            ChannelRow(
                tensor: name, channel: $0.channel, scale: $0.scale, zeroPoint: $0.zeroPoint, statistics: $0.statistics)
        }
    }

    /// The whole tensor.
    fileprivate var row: ChannelRow {
        ChannelRow(
            tensor: name, scale: quantization?.scales.first, zeroPoint: quantization?.zeroPoints.first,
            statistics: statistics)
    }

    fileprivate func text(_ choice: TableChoice, file: String, style: TextStyle) throws(InspectError) -> String {
        var page = Page(style: style)
        page.addHeading("\(file): \(role.rawValue) \(name)")
        if layer != name { page.add("layer", layer) }
        page.add("type", "\(type) \(shape.shapeText)" + (bytes.map { ", \($0.grouped) bytes" } ?? ""))
        if let quantization { addQuantization(quantization, to: &page) }
        if let statistics { add(statistics, to: &page) }
        if let histogram {
            page.addBlank()
            page.add(histogram.lines(style: style))
        }
        if !channels.isEmpty {
            page.addBlank()
            page.add(try ReportTable.channels.lines(rows, choice, style: style))
        }
        return page.text
    }

    private func addQuantization(_ quantization: QuantizationReport, to page: inout Page) {
        if let axis = quantization.axis, let least = quantization.scales.min(), let most = quantization.scales.max() {
            page.add(
                "scales",
                "\(quantization.scales.count.grouped) along axis \(axis), \(least.significant(6)) to \(most.significant(6))"
            )
        } else if let scale = quantization.scales.first {
            page.add("scale", "\(scale.significant(9)), zero point \(quantization.zeroPoints.first ?? 0)")
        }
        if let min = quantization.min, let max = quantization.max {
            page.add("covers", "\(min.significant(6)) to \(max.significant(6))")
        }
        if let min = quantization.observedMin.min(), let max = quantization.observedMax.max() {
            page.add("observed", "\(min.significant(6)) to \(max.significant(6))")
        }
    }

    private func add(_ statistics: ElementStatistics, to page: inout Page) {
        func share(_ count: Int) -> String {
            "\(count.grouped) (\((100 * Double(count) / Double(Swift.max(1, statistics.count))).significant(3)) %)"
        }
        page.add("elements", statistics.count.grouped)
        if let min = statistics.min, let max = statistics.max {
            page.add("range", "\(min.significant(6)) to \(max.significant(6))")
        }
        if let mean = statistics.mean, let deviation = statistics.standardDeviation {
            page.add("mean", "\(mean.significant(6)), standard deviation \(deviation.significant(6))")
        }
        page.add("zeros", share(statistics.zeros))
        if let saturated = statistics.saturated { page.add("saturated", share(saturated)) }
        if statistics.notFinite > 0 { page.add("not finite", share(statistics.notFinite), as: .warning) }
    }
}

extension Histogram {
    private static let height = 8

    /// A chart of columns above a scale from the smallest to the largest element.
    func lines(style: TextStyle) -> [String] {
        // Neighbours join where there is not room for all of them.
        let width = style.width.map { $0 < counts.count + 2 ? counts.count / 2 : counts.count } ?? counts.count
        let joined = stride(from: 0, to: counts.count, by: counts.count / width).map {
            counts[$0..<$0 + counts.count / width].reduce(0, +)
        }
        let tallest = (joined.max() ?? 0).grouped
        let chart = BlockCharacters.chart(joined, height: Self.height).map { style.set($0, as: .drawing) }
        let (least, most) = (min.significant(4), max.significant(4))
        let ruler = least + String(repeating: " ", count: Swift.max(1, width - least.count - most.count)) + most
        return (["most in one of \(joined.count) intervals: \(tallest)"] + chart + [ruler]).enumerated().map {
            line, text in
            line == 0 ? "  " + style.set(text, as: .remark) : "  " + text
        }
    }
}
