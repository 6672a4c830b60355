import ModelIR
package import Reporting

/// The rows of a report in columns that can be chosen.
package struct ReportTable<Row: Sendable>: Sendable {
    let columns: [ReportColumn<Row>]
    /// The layer of a row, which patterns choose by.
    let layer: @Sendable (Row) -> String

    package init(columns: [ReportColumn<Row>], layer: @escaping @Sendable (Row) -> String) {
        self.columns = columns
        self.layer = layer
    }

    /// Those of `rows` that `choice` leaves, in its order; equal ones stay in the order in which they are.
    package func choose(_ choice: TableChoice, from rows: [Row]) throws(InspectError) -> [Row] {
        var rows = rows
        for pattern in choice.layers where !rows.contains(where: { pattern.matches(layer($0)) }) {
            throw InspectError(.usage, "no layer is called '\(pattern.text)'")
        }
        if !choice.layers.isEmpty {
            rows = rows.filter { row in choice.layers.contains { $0.matches(layer(row)) } }
        }
        if let key = choice.sort {
            let order = try column(key).order
            let keyed = rows.enumerated().map { (place: $0, key: order($1), row: $1) }
            rows = keyed.sorted { one, other in
                guard let isFirst = SortKey.isOrdered(one.key, other.key) else { return one.place < other.place }
                // Rows without a number stay behind.
                return one.key.isAbsent || other.key.isAbsent ? isFirst : isFirst != choice.isReversed
            }.map(\.row)
        } else if choice.isReversed {
            rows.reverse()
        }
        return choice.top.map { Array(rows.prefix($0)) } ?? rows
    }

    /// The table for people, and a remark where the width has no room for some columns.
    package func lines(_ rows: [Row], _ choice: TableChoice, style: TextStyle) throws(InspectError) -> [String] {
        var shown: [(column: TextTable.Column, cells: [String])] = []
        for column in try columns(of: choice) {
            let cells = column.cells(rows)
            // A column without content says nothing, unless somebody asked for it.
            guard choice.columns != nil || rows.isEmpty || cells.contains(where: { !$0.isEmpty }) else { continue }
            var text = column.column
            let isAskedFor = choice.columns != nil || choice.sort.map(column.isCalled) ?? false
            if isAskedFor { text.dispensability = nil }
            shown.append((text, cells))
        }
        var table = TextTable(shown.map(\.column))
        table.rows = rows.indices.map { row in shown.map { $0.cells[row] } }
        let leftOut = table.titlesLeftOut(maximumWidth: style.width)
        let remark = "not shown at this width: \(leftOut.joined(separator: ", ")); --columns chooses"
        return table.lines(maximumWidth: style.width, style: style)
            + (leftOut.isEmpty ? [] : remark.broken(to: style.width ?? .max).map { style.set($0, as: .remark) })
    }

    /// The table for programs: the line of titles, and the lines of the rows, each with `file` in front.
    package func csv(
        _ rows: [Row], _ choice: TableChoice, file: String
    ) throws(InspectError) -> (titles: String, rows: String) {
        let columns = try columns(of: choice)
        let titles = CSVText.line([CSVField("file")] + columns.flatMap(\.titles).map { CSVField($0) })
        let lines = rows.map { row in CSVText.line([CSVField(file)] + columns.flatMap { $0.fields(row) }) }
        return (titles, lines.joined())
    }

    private func columns(of choice: TableChoice) throws(InspectError) -> [ReportColumn<Row>] {
        guard let keys = choice.columns else { return columns }
        var chosen: [ReportColumn<Row>] = []
        for key in keys { chosen.append(try column(key)) }
        return chosen
    }

    private func column(_ key: String) throws(InspectError) -> ReportColumn<Row> {
        guard let column = columns.first(where: { $0.isCalled(key) }) else {
            let known = columns.map { ([$0.key] + $0.aliases).joined(separator: " or ") }.joined(separator: ", ")
            throw InspectError(.usage, "this view has no column '\(key)'; it has \(known)")
        }
        return column
    }
}
