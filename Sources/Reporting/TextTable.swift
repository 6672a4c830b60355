/// Rows of text in aligned columns, for people.
package struct TextTable {
    package enum Alignment: Sendable { case left, right }

    package struct Column: Sendable {
        package var title: String
        package var alignment: Alignment
        /// Whether the column may be shortened where the table is too wide.
        package var isFlexible: Bool

        package init(_ title: String, _ alignment: Alignment = .left, isFlexible: Bool = false) {
            self.title = title
            self.alignment = alignment
            self.isFlexible = isFlexible
        }
    }

    package var columns: [Column]
    /// Each as long as `columns`.
    package var rows: [[String]] = []

    package init(_ columns: [Column]) { self.columns = columns }

    private static let gap = "  "
    /// A flexible column is not made narrower than this.
    private static let minimumWidth = 12

    /// The lines of the table: the titles in `style`, then the rows, at most `maximumWidth` characters wide as far as
    /// flexible columns allow that.
    package func lines(maximumWidth: Int? = nil, style: TextStyle = .plain) -> [String] {
        var widths = columns.indices.map { column in
            rows.reduce(columns[column].title.count) { max($0, $1[column].count) }
        }
        if let maximumWidth {
            var excess = widths.reduce(0, +) + Self.gap.count * max(0, widths.count - 1) - maximumWidth
            while excess > 0,
                let widest = columns.indices.filter({ columns[$0].isFlexible && widths[$0] > Self.minimumWidth })
                    .max(by: { widths[$0] < widths[$1] })
            {
                widths[widest] -= 1
                excess -= 1
            }
        }
        let title = line(columns.map(\.title), widths)
        return [style.heading(title)] + rows.map { line($0, widths) }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            if index > 0 { text += Self.gap }
            let shown = cell.shortened(to: widths[index])
            let space = String(repeating: " ", count: widths[index] - shown.count)
            text += columns[index].alignment == .left ? shown + space : space + shown
        }
        while text.last == " " { text.removeLast() }
        return text
    }
}

extension String {
    /// At most `width` characters, the middle given up where there are more: ends tell layers' names apart.
    package func shortened(to width: Int) -> String {
        guard count > width else { return self }
        guard width > 1 else { return String(prefix(width)) }
        let kept = width - 1
        return prefix(kept / 2) + "…" + suffix(kept - kept / 2)
    }
}
