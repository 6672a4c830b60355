/// Rows of text in aligned columns, for people.
package struct TextTable {
    package enum Alignment: Sendable { case left, right }

    package struct Column: Sendable {
        package var title: String
        package var alignment: Alignment
        /// Whether the column may be shortened where the table is too wide.
        package var isFlexible: Bool
        /// When the column is left out where the table is too wide: the one with the largest number first; nil for one
        /// that stays.
        package var dispensability: Int?

        package init(
            _ title: String, _ alignment: Alignment = .left, isFlexible: Bool = false, dispensability: Int? = nil
        ) {
            self.title = title
            self.alignment = alignment
            self.isFlexible = isFlexible
            self.dispensability = dispensability
        }
    }

    package var columns: [Column]
    /// Each as long as `columns`.
    package var rows: [[String]] = []

    package init(_ columns: [Column]) { self.columns = columns }

    private static let gap = "  "
    /// A flexible column is not made narrower than this.
    private static let minimumWidth = 12
    /// Before a flexible column is made narrower than this, others are left out.
    private static let comfortableWidth = 18

    /// The lines of the table: the titles in `style`, then the rows, at most `maximumWidth` characters wide as far as
    /// columns can be left out or shortened.
    package func lines(maximumWidth: Int? = nil, style: TextStyle = .plain) -> [String] {
        let layout = Layout(self, maximumWidth: maximumWidth)
        let title = layout.line(columns.map(\.title), columns)
        return [style.heading(title)] + rows.map { layout.line($0, columns) }
    }

    /// The titles of the columns that ``lines(maximumWidth:style:)`` leaves out.
    package func titlesLeftOut(maximumWidth: Int?) -> [String] {
        let shown = Layout(self, maximumWidth: maximumWidth).shown
        return columns.indices.filter { !shown.contains($0) }.map { columns[$0].title }
    }

    /// Which columns are shown, and how wide.
    private struct Layout {
        /// Indices of columns, in order.
        private(set) var shown: [Int]
        /// By index of all columns.
        private var widths: [Int]

        init(_ table: TextTable, maximumWidth: Int?) {
            let columns = table.columns
            shown = Array(columns.indices)
            widths = columns.indices.map { column in
                table.rows.reduce(columns[column].title.width) { max($0, $1[column].width) }
            }
            guard let maximumWidth else { return }
            func excess(_ width: (Int) -> Int) -> Int {
                shown.reduce(-maximumWidth) { $0 + width($1) } + TextTable.gap.width * max(0, shown.count - 1)
            }
            while excess({ columns[$0].isFlexible ? min(widths[$0], comfortableWidth) : widths[$0] }) > 0,
                let last = shown.filter({ columns[$0].dispensability != nil })
                    .max(by: { columns[$0].dispensability ?? 0 < columns[$1].dispensability ?? 0 })
            {
                shown.removeAll { $0 == last }
            }
            var rest = excess { widths[$0] }
            while rest > 0,
                let widest = shown.filter({ columns[$0].isFlexible && widths[$0] > minimumWidth })
                    .max(by: { widths[$0] < widths[$1] })
            {
                widths[widest] -= 1
                rest -= 1
            }
        }

        func line(_ cells: [String], _ columns: [Column]) -> String {
            var text = ""
            for (place, column) in shown.enumerated() {
                if place > 0 { text += gap }
                let cell = cells[column].visible.shortened(to: widths[column])
                let space = String(repeating: " ", count: widths[column] - cell.width)
                // One by one: a string of both would be made only to be copied.
                text += columns[column].alignment == .left ? cell : space
                text += columns[column].alignment == .left ? space : cell
            }
            let end = text.utf8.lastIndex { $0 != UInt8(ascii: " ") }
            return end.map { String(text[...$0]) } ?? ""
        }
    }
}
